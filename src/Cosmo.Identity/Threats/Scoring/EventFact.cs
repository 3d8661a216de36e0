using System.Runtime.InteropServices;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Threats.Scoring;

/// <summary>What scoring reads of one event.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Bucket">How old it is: 0 for the youngest part of the window.</param>
/// <param name="Count">How many equal facts it stands for.</param>
/// <param name="Subject">The user, as a number.</param>
/// <param name="Name">Keyed hash of the name, or of the token that was presented.</param>
/// <param name="Pair">Keyed hash of name and secret together.</param>
/// <param name="Agent">Keyed hash of the user agent.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EventFact(SecurityEventType Type, int Bucket, int Count, long? Subject, long? Name, long? Pair, long? Agent)
{
    /// <summary>A user as a number that is hardly ever another's.</summary>
    public static long NumberOf(Guid subject)
    {
        Span<byte> bytes = stackalloc byte[16];
        subject.TryWriteBytes(bytes);
        return BitConverter.ToInt64(bytes) ^ BitConverter.ToInt64(bytes[8..]);
    }
}
