using System.Collections.Concurrent;

namespace Orders.Api;

/// <summary>One placed order.</summary>
internal sealed record Order(int Number, string Item, int Quantity, DateOnly PlacedOn);

/// <summary>What a caller sends to place one.</summary>
internal sealed record NewOrder(string? Item, int Quantity);

/// <summary>Everybody's orders, in memory. Whoever comes for the first time finds two, so that there is something to see.</summary>
internal sealed class OrderBook(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Order>> _orders = new(StringComparer.Ordinal);
    private int _lastNumber = 1000;

    public IReadOnlyCollection<Order> Of(string subject) => _orders.GetOrAdd(subject, _ => Welcome());

    public Order Place(string subject, NewOrder order)
    {
        var placed = NewOrder(order.Item!.Trim(), order.Quantity, daysAgo: 0);
        _orders.GetOrAdd(subject, _ => Welcome()).Enqueue(placed);
        return placed;
    }

    private ConcurrentQueue<Order> Welcome() => new(
    [
        NewOrder("Telescope, 130 mm", 1, daysAgo: 12),
        NewOrder("Star chart, northern sky", 2, daysAgo: 3),
    ]);

    private Order NewOrder(string item, int quantity, int daysAgo) => new(
        Interlocked.Increment(ref _lastNumber), item, quantity, DateOnly.FromDateTime(time.GetUtcNow().AddDays(-daysAgo).UtcDateTime));
}
