using System.Text.Json;
using Cosmo.Identity.Data;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.Authorize;

/// <summary>What people have let clients have, remembered as permanent authorizations.</summary>
internal sealed class Consents(Database database, TimeProvider clock)
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

    /// <summary>Remembers that this person lets this client have <paramref name="scopes"/>.</summary>
    public async Task GrantAsync(Guid user, Guid clientKey, IReadOnlyCollection<string> scopes, CancellationToken cancellationToken)
    {
        if ((await FindAsync(user, clientKey, cancellationToken)).IsSupersetOf(scopes))
        {
            return;
        }

        await database.ExecuteAsync(
            [
                new SqlStatement(
                    Insert, Guid.CreateVersion7(), clientKey, Guid.CreateVersion7().ToString("N"), clock.GetUtcNow(),
                    JsonSerializer.Serialize(scopes), Statuses.Valid, user.ToString(), AuthorizationTypes.Permanent),
            ],
            cancellationToken);
    }
}
