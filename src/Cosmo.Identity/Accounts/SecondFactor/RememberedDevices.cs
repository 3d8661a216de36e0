using System.Buffers.Text;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Cosmo.Identity.Data;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.SecondFactor;

/// <summary>
/// Browsers in which a person need not give a code for 30 days: a cookie with a secret, and a row that says for whom, for which factor
/// and under which credentials it counts. Another password, another factor or a revocation ends it.
/// </summary>
internal sealed class RememberedDevices(Database database, SecurityEventRecorder recorder, Issuer issuer, TimeProvider clock)
{
    private const int SecretLength = 43;

    private const string KnowsText =
        """
        SELECT 1 FROM remembered_devices d JOIN users u ON u.id = d.user_id
        WHERE d.hash = $1 AND d.user_id = $2 AND d.factor_id = $3 AND d.expires_at > $4 AND d.security_stamp = coalesce(u.security_stamp, '')
        """;

    private const string RememberText =
        """
        INSERT INTO remembered_devices (id, user_id, factor_id, hash, security_stamp, description, created_at, expires_at)
        SELECT $1, f.user_id, f.id, $2, $3, $4, $5, $6 FROM totp_factors f WHERE f.user_id = $7
        """;

    private const string SelectText =
        """
        SELECT d.id, d.description, d.created_at, d.expires_at FROM remembered_devices d JOIN users u ON u.id = d.user_id
        WHERE d.user_id = $1 AND d.expires_at > $2 AND d.security_stamp = coalesce(u.security_stamp, '') ORDER BY d.created_at DESC LIMIT 100
        """;

    private const string ForgetText = "DELETE FROM remembered_devices WHERE user_id = $1";

    /// <summary>How long a person is not asked on such a device.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Whether this browser need not give a code of this factor for this person.</summary>
    public async ValueTask<bool> IsKnownAsync(HttpContext context, Guid user, Guid factor, CancellationToken cancellationToken) =>
        CookieOf(user).Read(context) is { Length: SecretLength } secret
        && await database.ReadFirstAsync(new SqlStatement(KnowsText, HashOf(user, secret), user, factor, clock.GetUtcNow()), _ => true, cancellationToken);

    /// <summary>Remembers this browser for a person, in the transaction in which they gave a code; and the secret for its cookie.</summary>
    public (SqlStatement Statement, string Secret) Remember(UserRecord user, RequestOrigin origin)
    {
        var (secret, now) = (Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), clock.GetUtcNow());
        return (
            new SqlStatement(RememberText, Guid.CreateVersion7(now), HashOf(user.Id, secret), user.SecurityStamp, SafeText.Cut(origin.Device.Description, 160), now, now + Lifetime, user.Id),
            secret);
    }

    /// <summary>Hands the browser its cookie. Each person has one of their own, so that two who share a browser do not push each other out.</summary>
    public void Give(HttpContext context, Guid user, string secret) => CookieOf(user).Give(context, secret, Lifetime);

    /// <summary>The newest first.</summary>
    public ValueTask<IReadOnlyList<RememberedView>> OfAsync(Guid user, CancellationToken cancellationToken) =>
        database.ReadAllAsync(new SqlStatement(SelectText, user, clock.GetUtcNow()), RememberedView.Read, cancellationToken);

    /// <summary>From now on every device gives a code.</summary>
    public async Task ForgetAllAsync(HttpContext context, BrowserSession session, CancellationToken cancellationToken)
    {
        var fact = SecurityEvent.Of(SecurityEventType.RememberedDevicesForgotten, context);
        fact.SubjectId = session.UserId;
        fact.SessionId = session.Id;
        await recorder.ExecuteAsync([new SqlStatement(ForgetText, session.UserId)], [fact], cancellationToken);
    }

    private OwnCookie CookieOf(Guid user) => new(issuer, "cosmo-remembered-" + Convert.ToHexStringLower(SHA256.HashData(user.ToByteArray()).AsSpan(0, 4)));

    private static string HashOf(Guid user, string secret) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"remembered-device\0{user:N}\0{secret}")));
}

/// <summary>A remembered device as its owner sees it.</summary>
internal sealed record RememberedView(Guid Id, string Description, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    public static RememberedView Read(DbDataReader row) => new(row.GetGuid(0), row.GetString(1), row.Instant(2)!.Value, row.Instant(3)!.Value);
}
