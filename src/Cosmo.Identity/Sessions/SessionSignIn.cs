using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Sessions;

/// <summary>Makes sessions: who signed in, by what means, from where, on which device.</summary>
internal sealed class SessionSignIn(SessionsOptions options, TimeProvider clock)
{
    /// <summary>A session that a grant of <paramref name="clientId"/> starts; it has no cookie.</summary>
    public UserSession ForGrant(SessionOwner owner, string clientId, string amr, RequestOrigin origin) =>
        Create(owner, clientId, amr, origin, options.RememberedLifetime);

    /// <summary>A session that the login page starts, and the secret for its cookie.</summary>
    public (UserSession Session, string Secret) ForBrowser(SessionOwner owner, string amr, RequestOrigin origin, bool remember)
    {
        var session = Create(owner, null, amr, origin, remember ? options.RememberedLifetime : options.Lifetime);
        var secret = NewSecret();
        session.CookieHash = Hash(secret);
        session.ConfirmedAt = session.AuthenticatedAt;
        session.ConfirmedBy = amr;
        return (session, secret);
    }

    /// <summary>128 bits and more for a cookie.</summary>
    public static string NewSecret()
    {
        Span<byte> bytes = stackalloc byte[24];
        RandomNumberGenerator.Fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }

    public static string Hash(string secret) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private UserSession Create(SessionOwner owner, string? clientId, string amr, RequestOrigin origin, TimeSpan lifetime)
    {
        var now = clock.GetUtcNow();
        return new UserSession
        {
            UserId = owner.UserId,
            SecurityStamp = owner.SecurityStamp,
            ClientId = clientId,
            Amr = amr,
            AuthenticatedAt = now,
            CreatedAt = now,
            LastSeenAt = now,
            ExpiresAt = now + lifetime,
            IpAddress = origin.AddressText,
            Browser = Cut(origin.Device.Browser),
            OperatingSystem = Cut(origin.Device.OperatingSystem),
            DeviceKind = origin.Device.Kind.ToString().ToLowerInvariant(),
        };
    }

    private static string Cut(string text) => text.Length <= 64 ? text : text[..64];
}

/// <summary>Who begins a session, and the stamp of the credentials that they proved.</summary>
internal sealed record SessionOwner(Guid UserId, string SecurityStamp);
