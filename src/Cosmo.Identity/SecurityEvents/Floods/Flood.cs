using Cosmo.Identity.Data;

namespace Cosmo.Identity.SecurityEvents.Floods;

/// <summary>Equal facts by one address that come faster than rows are written. While it goes on, the windows that are counted grow from a second to a minute.</summary>
internal sealed class Flood(SecurityEventType type, string addressKey)
{
    private const double LongestWindow = 60;

    private double length;
    private double ended = double.NegativeInfinity;

    /// <summary>The window that is open.</summary>
    public FloodWindow? Current { get; private set; }

    /// <summary>It is long over, and the next one begins small.</summary>
    public bool IsOver(double now) => Current is null && now > ended + length;

    /// <summary>The open window, or a new one. Call it only when <see cref="End"/> has taken the one that is over.</summary>
    public FloodWindow Enter(double now, DateTimeOffset at)
    {
        if (Current is null)
        {
            length = now > ended + length ? 1 : Math.Min(length * 2, LongestWindow);
            Current = new FloodWindow(type, addressKey, at, now + length);
        }

        Current.Enter();
        return Current;
    }

    /// <summary>Takes the window out, if it is over.</summary>
    public FloodWindow? End(double now, bool evenIfOpen)
    {
        if (Current is not { } window || (now < window.EndsAt && !evenIfOpen))
        {
            return null;
        }

        ended = Math.Min(now, window.EndsAt);
        Current = null;
        return window;
    }
}

/// <summary>Some seconds of a flood: a row that counts, durably, until it becomes one event.</summary>
internal sealed class FloodWindow(SecurityEventType type, string addressKey, DateTimeOffset start, double endsAt)
{
    private const string CountText =
        """
        INSERT INTO security_event_floods (id, writer, type, ip_address, window_start, last_at, count) VALUES ($1, $2, $3, $4, $5, $6, 1)
        ON CONFLICT (writer, type, ip_address, window_start) DO UPDATE SET count = security_event_floods.count + 1, last_at = excluded.last_at
        """;

    private int inside;

    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>Seconds of the clock that only goes forward.</summary>
    public double EndsAt => endsAt;

    /// <summary>Whether a request is still about to count in it.</summary>
    public bool IsBusy => Volatile.Read(ref inside) > 0;

    public void Enter() => Interlocked.Increment(ref inside);

    public void Leave() => Interlocked.Decrement(ref inside);

    public SqlStatement CountOne(long writer, DateTimeOffset at) => new(CountText, Id, writer, (int)type, addressKey, start, at);
}
