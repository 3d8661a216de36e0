using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>
/// What one response writes: the redemption of what was presented, the session and family it starts, the tokens it hands out.
/// All of it is one transaction, committed before the response leaves; where the redemption comes too late, nothing is written.
/// </summary>
internal sealed class TokenBatch(SecurityEventRecorder recorder, TimeProvider clock)
{
    /// <summary>How often what stands beside a token is drawn. One draw in ten million is taken, however many devices wait.</summary>
    private const int MostDraws = 5;

    private readonly List<NewToken> tokens = [];

    /// <summary>The presented token as the database knew it when the request came in.</summary>
    public TokenEntry? Presented { get; set; }

    /// <summary>The presented refresh token's handle; its successor is derived from it.</summary>
    public string? PresentedHandle { get; set; }

    /// <summary>The presented refresh token was redeemed a moment ago by the same client: answer with the same successor.</summary>
    public bool IsRetry { get; set; }

    /// <summary>The <c>claims</c> parameter of the sign-in, kept with each access token for userinfo.</summary>
    public string? RequestedClaims { get; set; }

    /// <summary>The token that this response redeems.</summary>
    public Guid? Redeems { get; set; }

    /// <summary>The session that this response starts.</summary>
    public UserSession? Session { get; set; }

    /// <summary>The token family that this response starts.</summary>
    public NewFamily? Family { get; set; }

    /// <summary>
    /// Draws what else is known of a token that this response hands out; written after its row. Where it touches no row, what was drawn is
    /// taken, and it is asked again.
    /// </summary>
    public Func<SqlStatement>? Beside { get; set; }

    /// <summary>The tokens that this response hands out.</summary>
    public IReadOnlyList<NewToken> Tokens => tokens;

    public void Add(NewToken token) => tokens.Add(token);

    /// <summary>Writes it all, and the events that tell of it. False: the presented token had been redeemed or revoked meanwhile, and nothing was written.</summary>
    /// <exception cref="DatabaseUnavailableException">The database did not take it; nothing was written.</exception>
    public async Task<bool> CommitAsync(IReadOnlyList<SecurityEvent> facts, CancellationToken cancellationToken)
    {
        var statements = new List<SqlStatement>(tokens.Count + 4);
        string? mark = null;
        if (Redeems is { } redeemed)
        {
            mark = Guid.CreateVersion7().ToString("N");
            statements.Add(new SqlStatement(Redeem, Statuses.Redeemed, clock.GetUtcNow(), mark, redeemed, Statuses.Valid));
        }

        if (Session is not null)
        {
            statements.Add(SessionStatements.Insert(Session));
        }

        if (Family is { } family)
        {
            statements.Add(TokenFamilies.Start(family, clock.GetUtcNow()));
        }

        foreach (var token in tokens)
        {
            statements.Add(Insert(token, mark));
        }

        var place = statements.Count;
        if (Beside is not null)
        {
            statements.Add(Beside());
        }

        if (Presented is { SessionId: { } session, SessionLastSeenAt: { } seen } && clock.GetUtcNow() - seen > SessionStatements.TouchPeriod)
        {
            statements.Add(SessionStatements.Touch(session, clock.GetUtcNow()));
        }

        foreach (var fact in facts)
        {
            fact.Condition = mark is null ? null : new EventCondition(IfRedeemed, Redeems, mark);
        }

        var touched = await recorder.ExecuteAsync(statements, facts, cancellationToken);
        if (Beside is not null && touched[place] == 0)
        {
            await DrawAgainAsync(Beside, cancellationToken);
        }

        return mark is null || touched[0] == 1;
    }

    /// <summary>The loser of a race writes only the tokens that are not rows of the family's chain.</summary>
    public void BecomeRetry()
    {
        IsRetry = true;
        Redeems = null;
        tokens.RemoveAll(token => string.Equals(token.Type, TokenTypeIdentifiers.RefreshToken, StringComparison.Ordinal));
    }

    /// <summary>The token's row stands; whoever dies here leaves one that nobody can ask for.</summary>
    private async Task DrawAgainAsync(Func<SqlStatement> beside, CancellationToken cancellationToken)
    {
        for (var draws = 1; draws < MostDraws; draws++)
        {
            if ((await recorder.ExecuteAsync([beside()], [], cancellationToken))[0] == 1)
            {
                return;
            }
        }

        throw new InvalidOperationException($"All of {MostDraws} draws were taken.");
    }

    private SqlStatement Insert(NewToken token, string? mark) => mark is null
        ? new SqlStatement(
            InsertToken, token.Id, token.ClientKey, token.FamilyId, mark ?? Guid.CreateVersion7().ToString("N"), token.CreatedAt, token.ExpiresAt,
            token.Payload, token.ReferenceId, token.Status, token.Subject, token.Type)
        : new SqlStatement(
            InsertTokenIfRedeemed, token.Id, token.ClientKey, token.FamilyId, Guid.CreateVersion7().ToString("N"), token.CreatedAt, token.ExpiresAt,
            token.Payload, token.ReferenceId, token.Status, token.Subject, token.Type, Redeems, mark);

    private const string Redeem =
        "UPDATE tokens SET status = $1, redemption_date = $2, concurrency_token = $3 WHERE id = $4 AND status = $5";

    private const string TokenColumns =
        "INSERT INTO tokens (id, application_id, authorization_id, concurrency_token, creation_date, expiration_date, payload, reference_id, status, subject, type)";

    private const string InsertToken = TokenColumns + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

    private const string IfRedeemed = "EXISTS (SELECT 1 FROM tokens WHERE id = {0} AND concurrency_token = {1})";

    // Only the request whose redemption took effect in this very transaction may have a successor.
    private const string InsertTokenIfRedeemed =
        TokenColumns + " SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 WHERE EXISTS (SELECT 1 FROM tokens WHERE id = $12 AND concurrency_token = $13)";
}

/// <summary>A token row to be written.</summary>
internal sealed class NewToken
{
    public Guid Id { get; } = Guid.CreateVersion7();

    public required string Type { get; init; }

    public string Status { get; init; } = Statuses.Valid;

    public Guid? ClientKey { get; init; }

    public Guid? FamilyId { get; init; }

    public string? Subject { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public string? Payload { get; set; }

    public string? ReferenceId { get; set; }
}

/// <summary>The root of a token family to be written: one login of one subject at one client.</summary>
internal sealed record NewFamily(Guid Id, Guid ClientKey, string Subject, string ScopesJson, Guid? SessionId, DateTimeOffset? ExpiresAt);
