namespace Cosmo.Identity.Threats.Scoring;

/// <summary>
/// Distinct keys, each with a weight; a few dozen bytes while it is small, and never more than <paramref name="most"/> keys: what
/// they are counted for is saturated long before.
/// </summary>
internal sealed class WeightedSet(int most = 1024)
{
    private const float Forgiven = -1;

    private long[] keys = new long[2];
    private float[] weights = new float[2];
    private long[]? owners;

    /// <summary>How many distinct keys there are, the forgiven ones too.</summary>
    public int Count { get; private set; }

    /// <summary>Whether anything was forgiven.</summary>
    public bool HasForgiven { get; private set; }

    /// <summary>What the keys weigh together, without the forgiven ones.</summary>
    public double Sum()
    {
        var sum = 0d;
        foreach (var weight in weights)
        {
            sum += Math.Max(0, weight);
        }

        return sum;
    }

    /// <summary>Every key that is not forgiven, with its weight and whom it belongs to.</summary>
    public IEnumerable<(long Key, float Weight, long Owner)> Entries()
    {
        for (var i = 0; i < keys.Length; i++)
        {
            if (weights[i] > 0)
            {
                yield return (keys[i], weights[i], owners?[i] ?? 0);
            }
        }
    }

    /// <summary>The key weighs what its youngest sighting does.</summary>
    public void Add(long key, float weight) => Set(key, weight, Merge.Greatest);

    /// <inheritdoc cref="Add(long, float)"/>
    public void Add(long key, float weight, long owner)
    {
        owners ??= new long[keys.Length];
        if (Set(key, weight, Merge.Greatest))
        {
            owners[Find(key)] = owner;
        }
    }

    /// <summary>The key weighs what all its sightings do together; false where there is no room for it.</summary>
    public bool AddUp(long key, float weight) => Set(key, weight, Merge.Sum);

    /// <summary>The key counts no more, whatever else is seen of it.</summary>
    public void Forgive(long key)
    {
        Set(key, Forgiven, Merge.Replace);
        HasForgiven = true;
    }

    public bool IsForgiven(long key) => weights[Find(key)] < 0;

    private bool Set(long key, float weight, Merge merge)
    {
        var at = Find(key);
        if (weights[at] < 0)
        {
            return true;
        }

        if (weights[at] == 0)
        {
            if (Count == most)
            {
                return false;
            }

            at = Insert(at, key);
        }

        weights[at] = merge switch
        {
            Merge.Greatest => Math.Max(weights[at], weight),
            Merge.Sum => weights[at] + weight,
            _ => weight,
        };
        return true;
    }

    private enum Merge
    {
        Greatest,
        Sum,
        Replace,
    }

    // The weight 0 marks a free place.
    private int Find(long key)
    {
        var mask = keys.Length - 1;
        var at = (int)((ulong)(key * unchecked((long)0x9E3779B97F4A7C15)) >> 32) & mask;
        while (weights[at] != 0 && keys[at] != key)
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private int Insert(int at, long key)
    {
        if ((Count + 1) * 4 > keys.Length * 3)
        {
            Grow();
            at = Find(key);
        }

        keys[at] = key;
        Count++;
        return at;
    }

    private void Grow()
    {
        var (oldKeys, oldWeights, oldOwners) = (keys, weights, owners);
        keys = new long[oldKeys.Length * 2];
        weights = new float[oldKeys.Length * 2];
        owners = oldOwners is null ? null : new long[oldKeys.Length * 2];
        for (var i = 0; i < oldKeys.Length; i++)
        {
            if (oldWeights[i] != 0)
            {
                var at = Find(oldKeys[i]);
                keys[at] = oldKeys[i];
                weights[at] = oldWeights[i];
                if (owners is not null)
                {
                    owners[at] = oldOwners![i];
                }
            }
        }
    }
}
