using System.Diagnostics.CodeAnalysis;

namespace Cosmo.Identity.Threats.Detection;

/// <summary>Keeps a fixed number of values; the one that was used longest ago gives way.</summary>
internal sealed class RecentlyUsed<TKey, TValue>(int most, Func<TValue> create)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> places = [];
    private readonly LinkedList<(TKey Key, TValue Value)> order = new();

    public int Count => places.Count;

    public TValue this[TKey key]
    {
        get
        {
            if (TryGet(key, out var value))
            {
                return value;
            }

            if (places.Count == most)
            {
                places.Remove(order.First!.Value.Key);
                order.RemoveFirst();
            }

            value = create();
            places[key] = order.AddLast((key, value));
            return value;
        }
    }

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!places.TryGetValue(key, out var place))
        {
            value = default;
            return false;
        }

        order.Remove(place);
        order.AddLast(place);
        value = place.Value.Value;
        return true;
    }
}
