using System.Data.Common;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using Cosmo.Identity.Protocol.Tokens;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.Reporting;

/// <summary>
/// Ends the family of a token that was used twice and tells of it in the same transaction, with the address and device that the
/// session had and those of whoever presents the token now. Of many at once, the one that ends it tells.
/// </summary>
internal sealed class StolenFamilies(Database database, ClientRegistry registry, RequestReport report)
{
    private const string IfRevokedNow = "EXISTS (SELECT 1 FROM authorizations WHERE id = {0} AND concurrency_token = {1})";

    private const string SelectSession = "SELECT ip_address, browser, operating_system, device_kind FROM user_sessions WHERE id = $1";

    /// <summary>Whether it was this call that ended it.</summary>
    public async Task<bool> EndAsync(TokenEntry reused, Guid family, HttpContext context)
    {
        var session = reused.SessionId is { } id
            ? await database.ReadFirstAsync(new SqlStatement(SelectSession, id), ReadOrigin, CancellationToken.None)
            : null;
        var type = reused.HasType(TokenTypeIdentifiers.RefreshToken) ? SecurityEventType.RefreshTokenReused : SecurityEventType.AuthorizationCodeReused;
        var clients = await registry.GetAsync(CancellationToken.None);
        var mark = Guid.CreateVersion7().ToString("N");
        var fact = TokenFacts.Event(
            type, context, reused, reused.ClientKey is { } key ? clients.Find(key)?.ClientId : null,
            ("family", family), ("session_address", session?.Address), ("session_device", session?.Device));
        fact.Condition = new EventCondition(IfRevokedNow, family, mark);
        return (await report.TellAsync(fact, TokenFamilies.Revoke(family, mark)))[0] == 1;
    }

    private static Origin ReadOrigin(DbDataReader row) => new(row.GetString(0), new Requests.Device(row.GetString(1), row.GetString(2), row.GetString(3)).Description);

    private sealed record Origin(string Address, string Device);
}
