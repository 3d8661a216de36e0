using System.Security.Cryptography;

namespace Cosmo.Identity.Mail.Delivery;

/// <summary>When a mail is tried again: after 10 s, twice as long each time, up to an hour, a quarter of it at random so that a server that comes back is not overrun.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private const int Doublings = 9;

    /// <param name="tries">How often it was tried, at least once.</param>
    public static TimeSpan After(int tries)
    {
        var pause = First * (1 << Math.Clamp(tries - 1, 0, Doublings));
        return (pause < Longest ? pause : Longest) * (1 - (RandomNumberGenerator.GetInt32(1000) / 4000d));
    }
}
