using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Sessions;

/// <summary>Starts, renews and ends sessions, and records it. An ended session takes its cookie and all its tokens with it, at once.</summary>
internal sealed class UserSessions(Database database, SecurityEventRecorder recorder, TimeProvider clock)
{
    /// <summary>Writes a new session; when the browser had another one, that one ends.</summary>
    public Task StartAsync(UserSession session, BrowserSession? replaced, HttpContext context, CancellationToken cancellationToken)
    {
        var statements = new List<SqlStatement> { SessionStatements.Insert(session) };
        var facts = new List<SecurityEvent> { SessionEvents.Started(session, context) };
        if (replaced is not null)
        {
            var now = clock.GetUtcNow();
            statements.AddRange(SessionStatements.End(replaced.Id, replaced.UserId, EndReasons.Replaced, now));
            facts.Add(SessionEvents.Ended(replaced.Id, replaced.UserId, EndReasons.Replaced, now, context));
        }

        return recorder.ExecuteAsync(statements, facts, cancellationToken);
    }

    /// <summary>The same person proved who they are once more: the session goes on, under a new cookie. False: it was ended meanwhile.</summary>
    public async Task<bool> RenewAsync(Guid session, string cookieHash, string amr, CancellationToken cancellationToken) =>
        (await database.ExecuteAsync([SessionStatements.Renew(session, cookieHash, amr, clock.GetUtcNow())], cancellationToken))[0] == 1;

    /// <summary>
    /// The person proved once more who they are, on the way to something dangerous: it is kept with the session, which goes on under a
    /// new cookie. The sign-in itself, and what tokens say of it, stays what it was. False: another request was faster, or the session ended.
    /// </summary>
    public async Task<bool> ConfirmAsync(BrowserSession session, string cookieHash, string amr, CancellationToken cancellationToken) =>
        (await database.ExecuteAsync([SessionStatements.Confirm(session, cookieHash, amr, clock.GetUtcNow())], cancellationToken))[0] == 1;

    /// <summary>Ends one session of a person. False: they have no such live session.</summary>
    public async Task<bool> EndAsync(Guid session, Guid user, string reason, HttpContext context, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var touched = await recorder.ExecuteAsync(
            SessionStatements.End(session, user, reason, now), [SessionEvents.Ended(session, user, reason, now, context)], cancellationToken);
        return touched[0] == 1;
    }

    /// <summary>Ends all sessions of a person but <paramref name="except"/>, with all their tokens; tells how many.</summary>
    /// <param name="user">Whose sessions.</param>
    /// <param name="current">The session that the person asks from.</param>
    /// <param name="except">The one that lives on, or null.</param>
    /// <param name="context">The request.</param>
    /// <param name="cancellationToken">Gives up before it is begun.</param>
    public Task<int> EndAllAsync(Guid user, Guid? current, Guid? except, HttpContext context, CancellationToken cancellationToken) =>
        EndAllAsync(user, current, except, context, [], [], cancellationToken);

    /// <summary>The same, with what else ends in the same transaction.</summary>
    /// <param name="user">Whose sessions.</param>
    /// <param name="current">The session that the person asks from; null where it is none.</param>
    /// <param name="except">The one that lives on, or null.</param>
    /// <param name="context">The request.</param>
    /// <param name="more">Statements of other slices.</param>
    /// <param name="facts">What they do.</param>
    /// <param name="cancellationToken">Gives up before it is begun.</param>
    public async Task<int> EndAllAsync(
        Guid user, Guid? current, Guid? except, HttpContext context, IReadOnlyList<SqlStatement> more, IReadOnlyList<SecurityEvent> facts, CancellationToken cancellationToken) =>
        (await recorder.ExecuteAsync(
            [.. SessionStatements.EndAll(user, except, EndReasons.Revoked, clock.GetUtcNow()), .. more],
            [SessionEvents.AllEnded(user, current, except, context), .. facts],
            cancellationToken))[0];
}

/// <summary>Why a session ended, as it stands in the row.</summary>
internal static class EndReasons
{
    /// <summary>The person signed out.</summary>
    public const string SignedOut = "signed_out";

    /// <summary>The person ended it from elsewhere, or revoked all tokens.</summary>
    public const string Revoked = "revoked";

    /// <summary>The person changed their password in another session.</summary>
    public const string PasswordChanged = "password_changed";

    /// <summary>The person got a second factor in another session, and wanted to be signed out everywhere else.</summary>
    public const string FactorChanged = "factor_changed";

    /// <summary>The person withdrew what they had allowed the client that began it.</summary>
    public const string ConsentWithdrawn = "consent_withdrawn";

    /// <summary>The client that began it was deleted.</summary>
    public const string ClientDeleted = "client_deleted";

    /// <summary>Somebody else signed in on the same browser.</summary>
    public const string Replaced = "replaced";

    /// <summary>The person chose a new password by a mailed link.</summary>
    public const string PasswordReset = "password_reset";

    /// <summary>The owner said by a mailed link that it was not them.</summary>
    public const string NotMe = "not_me";

    /// <summary>Whoever reads the mail of the account's old address took a change of it back.</summary>
    public const string EmailRestored = "email_restored";

    /// <summary>The person deleted their account.</summary>
    public const string AccountDeleted = "account_deleted";

    /// <summary>An administrator ended it.</summary>
    public const string ByAdministrator = "ended_by_administrator";

    /// <summary>An administrator took the person's password out of use.</summary>
    public const string ResetRequired = "reset_required";

    /// <summary>The account was closed.</summary>
    public const string AccountDisabled = "account_disabled";
}
