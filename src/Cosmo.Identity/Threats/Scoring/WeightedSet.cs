namespace Cosmo.Identity.Threats.Scoring;

/// <summary>
/// Distinct keys, each with the weight of its youngest sighting; a few dozen bytes while it is small, and never more than
/// <paramref name="most"/> keys: what they are counted for is saturated long before.
/// </summary>
internal sealed class WeightedSet(int most = 1024)
{
    private long[] keys = new long[4];
    private float[] weights = new float[4];

    /// <summary>How many distinct keys there are, the forgiven ones too.</summary>
    public int Count { get; private set; }

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

    public void Add(long key, float weight)
    {
        var at = Find(key);
        if (weights[at] != 0)
        {
            weights[at] = weights[at] < 0 ? weights[at] : Math.Max(weights[at], weight);
        }
        else if (Insert(at, key))
        {
            weights[Find(key)] = weight;
        }
    }

    /// <summary>The key counts no more, whatever else is seen of it.</summary>
    public void Forgive(long key)
    {
        var at = Find(key);
        if (weights[at] != 0 || Insert(at, key))
        {
            weights[Find(key)] = -1;
        }
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

    private bool Insert(int at, long key)
    {
        if (Count == most)
        {
            return false;
        }

        if ((Count + 1) * 4 > keys.Length * 3)
        {
            Grow();
            at = Find(key);
        }

        keys[at] = key;
        Count++;
        return true;
    }

    private void Grow()
    {
        var (oldKeys, oldWeights) = (keys, weights);
        keys = new long[oldKeys.Length * 2];
        weights = new float[oldKeys.Length * 2];
        for (var i = 0; i < oldKeys.Length; i++)
        {
            if (oldWeights[i] != 0)
            {
                var at = Find(oldKeys[i]);
                keys[at] = oldKeys[i];
                weights[at] = oldWeights[i];
            }
        }
    }
}
