using System.Data.Common;
using System.Text.Json;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.Security;

/// <summary>The clients that a person has let in, or that are in by a live sign-in, and the way to be rid of one (ASVS 10.4.9).</summary>
internal sealed class ConnectedApplications(Database database, ClientRegistry registry, SecurityEventRecorder recorder, TimeProvider clock)
{
    // Consents first: however many sign-ins there are, none of them is cut off.
    private const string SelectText =
        """
        SELECT a.application_id, a.type, a.scopes, a.creation_date,
               (SELECT max(t.creation_date) FROM tokens t WHERE t.authorization_id = a.id)
        FROM authorizations a LEFT JOIN user_sessions s ON s.id = a.session_id
        WHERE a.subject = $1 AND a.status = 'valid'
            AND (a.type = 'permanent' OR ((a.expires_at IS NULL OR a.expires_at > $2) AND s.ended_at IS NULL))
        ORDER BY a.type DESC, a.creation_date DESC LIMIT 2000
        """;

    private const string RevokeText =
        """
        UPDATE authorizations SET status = 'revoked', concurrency_token = $1
        WHERE subject = $2 AND application_id = $3 AND status = 'valid' AND (type = 'permanent' OR expires_at IS NULL OR expires_at > $4)
        """;

    private const string IfRevoked = "EXISTS (SELECT 1 FROM authorizations WHERE subject = {0} AND application_id = {1} AND concurrency_token = {2})";

    /// <summary>In order of name.</summary>
    public async Task<IReadOnlyList<ConnectedApplication>> ReadAsync(Guid user, CancellationToken cancellationToken)
    {
        var known = await registry.GetAsync(cancellationToken);
        var rows = await database.ReadAllAsync(new SqlStatement(SelectText, user.ToString(), clock.GetUtcNow()), Grant.Read, cancellationToken);
        return
        [
            .. rows.GroupBy(row => row.ClientKey)
                .Select(grants => known.Find(grants.Key) is { } client ? Describe(client, [.. grants], known) : null)
                .OfType<ConnectedApplication>()
                .OrderBy(application => application.Name, StringComparer.OrdinalIgnoreCase)
                .ThenBy(application => application.ClientId, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// Withdraws what a person has let a client have: the consent, every token family and every session that the client's own grants
    /// began end together, and the client has to ask again (V029). False: it is not connected.
    /// </summary>
    public async Task<bool> WithdrawAsync(Guid user, Guid? session, string clientId, HttpContext context, CancellationToken cancellationToken)
    {
        if ((await registry.GetAsync(cancellationToken)).Find(clientId) is not { } client)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        var mark = Guid.CreateVersion7().ToString("N");
        var fact = SecurityEvent.Of(SecurityEventType.ConsentWithdrawn, context);
        fact.SubjectId = user;
        fact.SessionId = session;
        fact.ClientId = client.ClientId;
        fact.Condition = new EventCondition(IfRevoked, user.ToString(), client.Id, mark);
        var touched = await recorder.ExecuteAsync(
            [
                // Sessions before families, as everybody locks them.
                SessionStatements.EndThoseOfClient(user, client.ClientId, EndReasons.ConsentWithdrawn, now),
                new SqlStatement(RevokeText, mark, user.ToString(), client.Id, now),
            ],
            [fact],
            cancellationToken);
        return touched[1] > 0;
    }

    private static ConnectedApplication Describe(RegisteredClient client, IReadOnlyList<Grant> grants, ClientSnapshot known) => new(
        client.ClientId,
        client.Name,
        [.. grants.SelectMany(grant => grant.Scopes).Distinct(StringComparer.Ordinal).Select(name => ScopeWords.Describe(name, known.Scopes.GetValueOrDefault(name)))],
        grants.Min(grant => grant.CreatedAt),
        grants.Max(grant => grant.LastUsedAt));

    /// <summary>One authorization: a consent, which is used by nobody, or the family of one sign-in.</summary>
    private sealed record Grant(Guid ClientKey, IReadOnlyList<string> Scopes, DateTimeOffset? CreatedAt, DateTimeOffset? LastUsedAt)
    {
        public static Grant Read(DbDataReader row)
        {
            var created = row.Instant(3);
            return new Grant(
                row.GetGuid(0),
                row.Text(2) is { Length: > 0 } json ? JsonSerializer.Deserialize<string[]>(json)! : [],
                created,
                row.GetString(1) == "permanent" ? null : Later(created, row.Instant(4)));
        }

        // Tokens say when they were issued in whole seconds.
        private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => other is null || one > other ? one : other;
    }
}

/// <summary>A client that has access to a person's account.</summary>
/// <param name="ClientId">Its identifier.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Scopes">What it may do, in words.</param>
/// <param name="GrantedAt">When the oldest of what it still has was given.</param>
/// <param name="LastUsedAt">When it last got a token; null while nobody is signed in to it.</param>
internal sealed record ConnectedApplication(
    string ClientId, string Name, IReadOnlyList<ScopeText> Scopes, DateTimeOffset? GrantedAt, DateTimeOffset? LastUsedAt);
