using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>
/// Token families: all tokens of one login at one client. A family is revoked by its one row, which every use of every token
/// checks, so that a token written a moment later is dead too.
/// </summary>
internal sealed class TokenFamilies(Database database, TokenHandle handles, TokensOptions options, TimeProvider clock)
{
    private const string Columns =
        "INSERT INTO authorizations (id, application_id, concurrency_token, creation_date, scopes, status, subject, type, session_id, expires_at)";

    private const string StartText = Columns + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

    // A condition follows, by OnlyIf.
    private const string StartIfText = Columns + " SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 WHERE TRUE";

    private const string RevokeFamilyText =
        "UPDATE authorizations SET status = 'revoked', concurrency_token = $1 WHERE id = $2 AND status = 'valid'";

    private const string RevokeTokenText =
        "UPDATE tokens SET status = 'revoked', concurrency_token = $1 WHERE id = $2 AND status <> 'revoked'";

    /// <summary>Writes the root of a family.</summary>
    public static SqlStatement Start(NewFamily family, DateTimeOffset now) => new(StartText, ValuesOf(family, now));

    /// <summary>Writes it where something holds in the same transaction.</summary>
    public static SqlStatement Start(NewFamily family, DateTimeOffset now, EventCondition condition) => new SqlStatement(StartIfText, ValuesOf(family, now)).OnlyIf(condition);

    /// <summary>Ends a whole family; the mark shows who ended it.</summary>
    public static SqlStatement Revoke(Guid family, string mark) => new(RevokeFamilyText, mark, family);

    /// <summary>Ends one token; its family lives on.</summary>
    public static SqlStatement RevokeToken(Guid token, string mark) => new(RevokeTokenText, mark, token);

    /// <summary>What it means that a redeemed refresh token comes again from its own client.</summary>
    public async Task<Reuse> JudgeReuseAsync(TokenEntry redeemed, string handle, CancellationToken cancellationToken)
    {
        if (options.RefreshTokenReuseLeeway <= TimeSpan.Zero
            || redeemed.RedeemedAt is not { } at
            || clock.GetUtcNow() >= at + options.RefreshTokenReuseLeeway)
        {
            return Reuse.Theft;
        }

        var successor = await database.ReadFirstAsync(
            TokenEntry.ByReference(TokenHandle.Hash(handles.SuccessorOf(handle))), TokenEntry.Read, cancellationToken);

        // A successor that was used already shows that its answer arrived: this is no retry, but nothing is given away either.
        return successor is not null && successor.HasStatus(Statuses.Valid) && successor.FamilyIsAlive(clock.GetUtcNow())
            ? Reuse.Retry
            : Reuse.Late;
    }

    private static SqlValue[] ValuesOf(NewFamily family, DateTimeOffset now) =>
    [
        family.Id, family.ClientKey, Guid.CreateVersion7().ToString("N"), now, family.ScopesJson, Statuses.Valid, family.Subject,
        AuthorizationTypes.AdHoc, family.SessionId, family.ExpiresAt,
    ];
}

/// <summary>How a refresh token that was redeemed before is to be taken.</summary>
internal enum Reuse
{
    /// <summary>Outside the leeway: somebody has a copy.</summary>
    Theft,

    /// <summary>Inside the leeway, and its successor is unused: the answer was lost on the way.</summary>
    Retry,

    /// <summary>Inside the leeway, but its successor was used.</summary>
    Late,
}
