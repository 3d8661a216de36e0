namespace Cosmo.Identity.Threats.Scoring;

/// <summary>
/// What is known of one subscriber. Most do one thing in a window: for them it is little more than that, and the ledger begins
/// with the second.
/// </summary>
internal sealed class AddressEvidence
{
    private EventFact first;
    private float firstWeight;
    private EvidenceLedger? ledger;

    /// <summary>How much hostile there is, roughly: what has next to nothing may be forgotten when memory is short.</summary>
    public float Hostile { get; private set; }

    /// <summary>The oldest bucket that something was in.</summary>
    public int OldestBucket { get; private set; }

    public void Add(in EventFact fact, float weight)
    {
        OldestBucket = Math.Max(OldestBucket, fact.Bucket);
        if (firstWeight == 0)
        {
            (first, firstWeight) = (fact, weight);
            // More than it may turn out to be; to be on the safe side.
            Hostile = weight * fact.Count;
            return;
        }

        if (ledger is null)
        {
            ledger = new EvidenceLedger();
            Hostile = ledger.Add(first, firstWeight);
        }

        Hostile += ledger.Add(fact, weight);
    }

    public AddressActivity Sum()
    {
        if (ledger is not null || firstWeight == 0)
        {
            return ledger?.Sum() ?? new AddressActivity();
        }

        var alone = new EvidenceLedger();
        alone.Add(first, firstWeight);
        return alone.Sum();
    }
}
