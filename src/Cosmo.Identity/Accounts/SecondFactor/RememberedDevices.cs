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
        SELECT d.id, d.description, d.created_at, d.expires_at, d.hash FROM remembered_devices d JOIN users u ON u.id = d.user_id
        WHERE d.user_id = $1 AND d.expires_at > $2 AND d.security_stamp = coalesce(u.security_stamp, '') ORDER BY d.created_at DESC LIMIT 100
        """;

    // The row goes when expired rows go: until then it says that it was this write that ended it.
    private const string ForgetText = "UPDATE remembered_devices SET expires_at = $1 WHERE id = $2 AND user_id = $3 AND expires_at > $1";

    private const string IfForgotten = "EXISTS (SELECT 1 FROM remembered_devices WHERE id = {0} AND user_id = {1} AND expires_at = {2})";

    private const string ForgetAllText = "DELETE FROM remembered_devices WHERE user_id = $1";

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
    public ValueTask<IReadOnlyList<RememberedView>> OfAsync(HttpContext context, Guid user, CancellationToken cancellationToken)
    {
        var here = CookieOf(user).Read(context) is { Length: SecretLength } secret ? HashOf(user, secret) : null;
        return database.ReadAllAsync(new SqlStatement(SelectText, user, clock.GetUtcNow()), row => RememberedView.Read(row, here), cancellationToken);
    }

    /// <summary>From now on this device gives a code. False: the person has none such.</summary>
    public async Task<bool> ForgetAsync(HttpContext context, BrowserSession session, Guid device, CancellationToken cancellationToken)
    {
        var now = EventTime.Now(clock);
        var fact = Event(SecurityEventType.RememberedDeviceForgotten, context, session);
        fact.Details = EventDetails.Of(("device", device));
        fact.Condition = new EventCondition(IfForgotten, device, session.UserId, now);
        return (await recorder.ExecuteAsync([new SqlStatement(ForgetText, now, device, session.UserId)], [fact], cancellationToken))[0] == 1;
    }

    /// <summary>From now on every device gives a code.</summary>
    public async Task ForgetAllAsync(HttpContext context, BrowserSession session, CancellationToken cancellationToken)
    {
        await recorder.ExecuteAsync(
            [new SqlStatement(ForgetAllText, session.UserId)], [Event(SecurityEventType.RememberedDevicesForgotten, context, session)], cancellationToken);
    }

    private static SecurityEvent Event(SecurityEventType type, HttpContext context, BrowserSession session)
    {
        var fact = SecurityEvent.Of(type, context);
        (fact.SubjectId, fact.SessionId) = (session.UserId, session.Id);
        return fact;
    }

    private OwnCookie CookieOf(Guid user) => new(issuer, "cosmo-remembered-" + Convert.ToHexStringLower(SHA256.HashData(user.ToByteArray()).AsSpan(0, 4)));

    private static string HashOf(Guid user, string secret) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"remembered-device\0{user:N}\0{secret}")));
}

/// <summary>A remembered device as its owner sees it.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Description">Browser and system in words.</param>
/// <param name="CreatedAt">When it was remembered.</param>
/// <param name="ExpiresAt">Until when.</param>
/// <param name="IsThisOne">It is the browser that looks.</param>
internal sealed record RememberedView(Guid Id, string Description, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, bool IsThisOne)
{
    /// <param name="row">The row.</param>
    /// <param name="here">The hash of this browser's secret; null where it has none.</param>
    public static RememberedView Read(DbDataReader row, string? here) =>
        new(row.GetGuid(0), row.GetString(1), row.Instant(2)!.Value, row.Instant(3)!.Value, string.Equals(row.GetString(4), here, StringComparison.Ordinal));
}
