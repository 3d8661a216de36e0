using Cosmo.Identity.Data;

namespace Cosmo.Identity.Sessions;

/// <summary>Starts, renews and ends sessions. An ended session takes its cookie and all its tokens with it, at once.</summary>
internal sealed class UserSessions(Database database, TimeProvider clock)
{
    private const string RenewText =
        "UPDATE user_sessions SET authenticated_at = $1, last_seen_at = $1, cookie_hash = $2, amr = $3 WHERE id = $4 AND ended_at IS NULL";

    /// <summary>Writes a new session; when the browser had another one, that one ends.</summary>
    public Task StartAsync(UserSession session, BrowserSession? replaced, CancellationToken cancellationToken)
    {
        var statements = new List<SqlStatement> { SessionStatements.Insert(session) };
        if (replaced is not null)
        {
            statements.AddRange(SessionStatements.End(replaced.Id, replaced.UserId, EndReasons.Replaced, clock.GetUtcNow()));
        }

        return database.ExecuteAsync(statements, cancellationToken);
    }

    /// <summary>The same person proved who they are once more: the session goes on, under a new cookie. False: it was ended meanwhile.</summary>
    public async Task<bool> RenewAsync(Guid session, string cookieHash, string amr, CancellationToken cancellationToken) =>
        (await database.ExecuteAsync([new SqlStatement(RenewText, clock.GetUtcNow(), cookieHash, amr, session)], cancellationToken))[0] == 1;

    /// <summary>Ends one session of a person. False: they have no such live session.</summary>
    public async Task<bool> EndAsync(Guid session, Guid user, string reason, CancellationToken cancellationToken) =>
        (await database.ExecuteAsync(SessionStatements.End(session, user, reason, clock.GetUtcNow()), cancellationToken))[0] == 1;

    /// <summary>Ends all sessions of a person but <paramref name="except"/>, with all their tokens; tells how many.</summary>
    public async Task<int> EndAllAsync(Guid user, Guid? except, string reason, CancellationToken cancellationToken) =>
        (await database.ExecuteAsync(SessionStatements.EndAll(user, except, reason, clock.GetUtcNow()), cancellationToken))[0];
}

/// <summary>Why a session ended, as it stands in the row.</summary>
internal static class EndReasons
{
    /// <summary>The person signed out.</summary>
    public const string SignedOut = "signed_out";

    /// <summary>The person ended it from elsewhere, or revoked all tokens.</summary>
    public const string Revoked = "revoked";

    /// <summary>Somebody else signed in on the same browser.</summary>
    public const string Replaced = "replaced";

    /// <summary>The account was closed.</summary>
    public const string AccountDisabled = "account_disabled";
}
