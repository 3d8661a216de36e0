using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Admin.Blocks;

/// <summary>A block, or an exemption from blocks, that a program asks for.</summary>
/// <param name="Network">Of which address or network.</param>
/// <param name="Duration">For how long.</param>
/// <param name="Reason">Why.</param>
internal sealed record NetworkWish(string? Network, string? Duration, string? Reason)
{
    /// <summary>The most bytes in which it is said.</summary>
    public const int LargestBody = 16 * 1024;

    /// <summary>How a reason is refused that has too many characters.</summary>
    public static string LongReason => $"reason: It has at most {AdminAct.LongestReason} characters.";
}
