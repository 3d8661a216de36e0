using Cosmo.Identity.Accounts.NotMe;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Passwords;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.ChangePassword;

/// <summary>
/// Gives a person another password: everything that stood on the old one ends with it, but for the session in which they change it
/// (V031). Of two changes at once one wins, and of the other nothing happens.
/// </summary>
internal sealed class PasswordChange(PasswordHashing hashing, Outbox outbox, TimeProvider clock)
{
    // The stamp that was read with the old password, and the cookie that the request came with, decide.
    private const string ChangeText =
        """
        UPDATE users SET password_hash = $1, security_stamp = $2, concurrency_stamp = $2
        WHERE id = $3 AND coalesce(security_stamp, '') = $4 AND disabled_at IS NULL
            AND EXISTS (SELECT 1 FROM user_sessions WHERE id = $5 AND cookie_hash = $6 AND ended_at IS NULL)
        """;

    private const string IfSessionsEnded =
        "EXISTS (SELECT 1 FROM user_sessions WHERE user_id = {0} AND id <> {1} AND ended_at = {2} AND end_reason = 'password_changed')";

    /// <param name="context">The request.</param>
    /// <param name="session">The session that lives on, under another cookie.</param>
    /// <param name="user">As read when the old password was checked.</param>
    /// <param name="password">The new one, which was found good.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <returns>The secret of the session's new cookie; null when password or session were changed meanwhile, and nothing was done.</returns>
    /// <exception cref="HashingBusyException">Too many passwords wait; nothing was done.</exception>
    public async Task<string?> ExecuteAsync(HttpContext context, BrowserSession session, UserRecord user, string password, CancellationToken cancellationToken)
    {
        var hash = await hashing.HashAsync(password, cancellationToken);
        var stamp = SecurityStamps.New();
        var secret = SessionSignIn.NewSecret();
        var now = EventTime.Now(clock);
        var changed = SecurityStamps.Is(user.Id, stamp);
        var notMe = NotMeLink.For(user, now);
        SqlStatement[] statements =
        [
            new(ChangeText, hash, stamp, user.Id, user.SecurityStamp, session.Id, session.CookieHash),
            SessionStatements.KeepThrough(session.Id, user.Id, stamp, SessionSignIn.Hash(secret)).OnlyIf(changed),
            .. SessionStatements.EndAll(user.Id, session.Id, EndReasons.PasswordChanged, now).Select(statement => statement.OnlyIf(changed)),
            .. notMe.IssueIf(changed),
        ];
        OutgoingMail[] mails = notMe is null ? [] : [PasswordMails.Changed(user, notMe, context, now)];
        var othersEnded = SessionEvents.AllEndedBy(
            session.UserId, session.Id, EndReasons.PasswordChanged, new EventCondition(IfSessionsEnded, session.UserId, session.Id, now), context);
        var touched = await outbox.ExecuteAsync(statements, [Changed(context, session, changed), othersEnded], mails, cancellationToken);
        return touched[0] == 1 ? secret : null;
    }

    private static SecurityEvent Changed(HttpContext context, BrowserSession session, EventCondition changed)
    {
        var changes = new FieldChanges();
        changes.AddSecret("password_hash", "", "");
        changes.AddSecret("security_stamp", "", "");
        var fact = SecurityEvent.Of(SecurityEventType.PasswordChanged, context);
        fact.SubjectId = session.UserId;
        fact.SessionId = session.Id;
        fact.Details = changes.ToDetails();
        fact.Condition = changed;
        return fact;
    }
}
