namespace Cosmo.Identity.Requests;

/// <summary>How many dear proofs that turn out wrong one blocked network may ask us to check: a burst, then one a second.</summary>
internal sealed class PassBudget(TimeProvider clock)
{
    private const int Burst = 30;

    private readonly Lock taking = new();
    private double left = Burst;
    private long refilledAt = clock.GetTimestamp();

    /// <summary>Takes one; false when there is none left.</summary>
    public bool TryTake()
    {
        lock (taking)
        {
            var now = clock.GetTimestamp();
            left = Math.Min(Burst, left + clock.GetElapsedTime(refilledAt, now).TotalSeconds);
            refilledAt = now;
            if (left < 1)
            {
                return false;
            }

            left--;
            return true;
        }
    }

    /// <summary>The proof was good, and costs nothing.</summary>
    public void GiveBack()
    {
        lock (taking)
        {
            left = Math.Min(Burst, left + 1);
        }
    }
}
