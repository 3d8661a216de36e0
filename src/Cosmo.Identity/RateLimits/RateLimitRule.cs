using System.Runtime.InteropServices;

namespace Cosmo.Identity.RateLimits;

/// <summary>One window of one demand, as counters see it: a number instead of a name, and times in microseconds.</summary>
/// <param name="Key">Keyed hash of policy, window and whom it counts.</param>
/// <param name="Limit">The most that the window holds.</param>
/// <param name="Window">Its length in microseconds.</param>
/// <param name="Once">Keyed hash of what is asked for; zero where each asking counts.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RateLimitRule(UInt128 Key, int Limit, long Window, UInt128 Once)
{
    /// <summary>More hits than this in a window are not kept one by one.</summary>
    private const int MostKept = 100;

    private const int Slots = 60;

    /// <summary>
    /// Hits inside such a stretch are taken for one instant, its end, so that a window never holds more than it may. One
    /// microsecond, which is to say none, for small limits.
    /// </summary>
    public long Grain => Limit <= MostKept ? 1 : Math.Max(1, Window / Slots);
}

/// <summary>What a rule said.</summary>
/// <param name="IsRefused">Whether this rule was the one that said no.</param>
/// <param name="Used">Hits in the window, this one included where it was allowed.</param>
/// <param name="FreeIn">Microseconds until one more is allowed, or, where one is allowed now, until there is one more than now; zero where the window is empty.</param>
/// <param name="IsNews">Whether it is the first time in this window that the key is refused.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RateLimitVerdict(bool IsRefused, int Used, long FreeIn, bool IsNews);

/// <summary>What all rules of a request said together: it is allowed by all of them, or counted by none.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RateLimitAnswer(RateLimitVerdict[] Verdicts)
{
    public bool IsAllowed => !Array.Exists(Verdicts, verdict => verdict.IsRefused);

    public bool IsNews => Array.Exists(Verdicts, verdict => verdict.IsNews);
}
