using System.Net;
using System.Security.Cryptography;
using System.Text;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>How a try to sign in ended, as far as those who watch for attacks care.</summary>
internal enum ObservedOutcome
{
    /// <summary>Name and password were checked, and were wrong.</summary>
    Failed,

    /// <summary>A limit or a lock refused it before any password was checked.</summary>
    Refused,

    /// <summary>The person is who they say.</summary>
    Succeeded,
}

/// <summary>One try to sign in. It lives in memory only.</summary>
/// <param name="Address">Whence, canonical.</param>
/// <param name="NameHash">Keyed hash of the canonical name, as in <see cref="SecurityEvent.NameHash"/>.</param>
/// <param name="PasswordMark">Equal for equal passwords within this process, and worth nothing outside of it; null where none was sent.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="OnKnownDevice">Whether this account had signed in on this device before.</param>
internal readonly record struct ObservedSignIn(IPAddress Address, long NameHash, long? PasswordMark, ObservedOutcome Outcome, bool OnKnownDevice);

/// <summary>
/// Tells whoever watches for attacks of every try to sign in, the refused ones too, at once and without a trace in storage: what
/// a limit refuses by the thousand is counted in the audit trail, but only the names one by one show a password spray.
/// </summary>
internal sealed class ObservedSignIns(EventKey key)
{
    // Of this process alone: a mark that leaked would say nothing of a password.
    private readonly byte[] markKey = RandomNumberGenerator.GetBytes(32);
    private readonly Listeners<ObservedSignIn> listeners = new();

    /// <inheritdoc cref="Listeners{T}.Add"/>
    public IDisposable Subscribe(Action<ObservedSignIn> listener) => listeners.Add(listener);

    /// <summary>Call it for each try whose name could be read, whoever refused it.</summary>
    /// <param name="origin">Whence.</param>
    /// <param name="canonicalName">The name as accounts are looked up by.</param>
    /// <param name="password">What was typed; kept nowhere.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="onKnownDevice">Whether this account had signed in on this device before.</param>
    public void Note(RequestOrigin origin, string canonicalName, string? password, ObservedOutcome outcome, bool onKnownDevice = false)
    {
        if (!listeners.AreNone)
        {
            listeners.Tell(new ObservedSignIn(origin.Address, key.Hide(canonicalName), password is { Length: > 0 } ? MarkOf(password) : null, outcome, onKnownDevice));
        }
    }

    private long MarkOf(string password)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(markKey, Encoding.UTF8.GetBytes(password), hash);
        return BitConverter.ToInt64(hash);
    }
}
