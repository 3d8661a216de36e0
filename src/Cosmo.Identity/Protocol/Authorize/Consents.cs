using System.Text.Json;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.Authorize;

/// <summary>What people have let clients have, remembered as permanent authorizations.</summary>
internal sealed class Consents(Database database, SecurityEventRecorder recorder, TimeProvider clock)
{
    private const string Select =
        "SELECT scopes FROM authorizations WHERE subject = $1 AND application_id = $2 AND type = $3 AND status = $4";

    private const string Insert =
        """
        INSERT INTO authorizations (id, application_id, concurrency_token, creation_date, scopes, status, subject, type)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    /// <summary>The scopes that this person lets this client have.</summary>
    public async Task<HashSet<string>> FindAsync(Guid user, Guid clientKey, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAllAsync(
            new SqlStatement(Select, user.ToString(), clientKey, AuthorizationTypes.Permanent, Statuses.Valid),
            row => row.Text(0),
            cancellationToken);
        return rows
            .SelectMany(json => json is null ? [] : JsonSerializer.Deserialize<string[]>(json)!)
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Remembers that this person lets this client have <paramref name="scopes"/>. That they decided so is recorded each time.</summary>
    public async Task GrantAsync(BrowserSession session, RegisteredClient client, string[] scopes, HttpContext context, CancellationToken cancellationToken)
    {
        var isKnown = (await FindAsync(session.UserId, client.Id, cancellationToken)).IsSupersetOf(scopes);
        SqlStatement[] statements = isKnown
            ? []
            :
            [
                new(
                    Insert, Guid.CreateVersion7(), client.Id, Guid.CreateVersion7().ToString("N"), clock.GetUtcNow(),
                    JsonSerializer.Serialize(scopes), Statuses.Valid, session.UserId.ToString(), AuthorizationTypes.Permanent),
            ];
        await recorder.ExecuteAsync(statements, [Event(SecurityEventType.ConsentGranted, session, client, scopes, context)], cancellationToken);
    }

    /// <summary>Records that this person does not let this client have <paramref name="scopes"/>; the next request asks again.</summary>
    public Task DenyAsync(BrowserSession session, RegisteredClient client, string[] scopes, HttpContext context, CancellationToken cancellationToken) =>
        recorder.RecordAsync(Event(SecurityEventType.ConsentDenied, session, client, scopes, context), cancellationToken);

    private static SecurityEvent Event(
        SecurityEventType type, BrowserSession session, RegisteredClient client, string[] scopes, HttpContext context)
    {
        var fact = SecurityEvent.Of(type, context);
        fact.SubjectId = session.UserId;
        fact.SessionId = session.Id;
        fact.ClientId = client.ClientId;
        fact.Details = EventDetails.Of(("scope", string.Join(' ', scopes)));
        return fact;
    }
}
