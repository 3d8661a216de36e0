namespace Cosmo.Identity.SecurityEvents.Floods;

/// <summary>Lets a burst through, and then so many a second.</summary>
internal sealed class TokenBucket(double burst, double perSecond)
{
    /// <summary>Null: full.</summary>
    private double? tokens;
    private double last;

    /// <param name="now">Seconds of a clock that only goes forward.</param>
    public bool Take(double now)
    {
        var left = tokens is { } before ? Math.Min(burst, before + ((now - last) * perSecond)) : burst;
        last = now;
        tokens = left >= 1 ? left - 1 : left;
        return left >= 1;
    }
}
