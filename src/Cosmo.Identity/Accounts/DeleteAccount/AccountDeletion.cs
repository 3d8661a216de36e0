using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.DeleteAccount;

/// <summary>
/// Deletes a person's account: sessions and token families end, the rows about them go, a mail says farewell and the names are free, in
/// one transaction. What stays is the audit trail, which names them by their opaque subject only, for as long as it is kept.
/// </summary>
internal sealed class AccountDeletion(Database database, Outbox outbox, MailSignal signal, SecurityEventRecorder recorder, TimeProvider clock)
{
    private const string IsLastAdminText = $"SELECT 1 WHERE EXISTS ({LastAdministrator.IsAdministrator}) AND NOT EXISTS ({LastAdministrator.Others})";

    // From here on it is marked for this transaction; the session that asks must still be the one it was.
    private const string MarkText =
        $"""
        UPDATE users SET security_stamp = $2, disabled_at = $3
        WHERE id = $1 AND coalesce(security_stamp, '') = $4 AND disabled_at IS NULL
            AND EXISTS (SELECT 1 FROM user_sessions WHERE id = $5 AND user_id = $1 AND ended_at IS NULL)
            AND {LastAdministrator.IsNot}
        """;

    private const string RevokeConsentsText = "UPDATE authorizations SET status = 'revoked', concurrency_token = $1 WHERE subject = $2 AND status = 'valid'";

    // Their content holds claims.
    private const string DeleteTokensText = "DELETE FROM tokens WHERE subject = $1";

    // Those from before the account was there know only the address.
    private const string DeleteMailsText = "DELETE FROM mails WHERE (subject_id = $1 OR recipient = $2)";

    // With it go its sessions, devices, networks, links and roles.
    private const string DeleteText = "DELETE FROM users WHERE id = $1 AND security_stamp = $2";

    // The row is gone; whoever comes second finds the event.
    private const string IfDeletedNow =
        "NOT EXISTS (SELECT 1 FROM users WHERE id = {0}) AND NOT EXISTS (SELECT 1 FROM security_events WHERE subject_id = {0} AND type = {1})";

    /// <summary>Whether this person is the only one left who can administer.</summary>
    public async ValueTask<bool> IsLastAdminAsync(Guid user, CancellationToken cancellationToken) =>
        await database.ReadFirstAsync(new SqlStatement(IsLastAdminText, user), _ => true, cancellationToken);

    /// <summary>False: the account or the session changed meanwhile, or it is the last administrator's, and nothing was done.</summary>
    /// <exception cref="DatabaseUnavailableException">Nothing was done.</exception>
    public async Task<bool> ExecuteAsync(HttpContext http, BrowserSession session, UserRecord user)
    {
        var now = EventTime.Now(clock);
        var stamp = SecurityStamps.New();
        var marked = SecurityStamps.Is(user.Id, stamp);
        var subject = user.Id.ToString();
        List<SqlStatement> statements =
        [
            LastAdministrator.Lock(user.Id),
            new(MarkText, user.Id, stamp, now, user.SecurityStamp, session.Id),
            .. SessionStatements.EndAll(user.Id, null, EndReasons.AccountDeleted, now).Select(statement => statement.OnlyIf(marked)),
            new SqlStatement(RevokeConsentsText, Guid.CreateVersion7().ToString("N"), subject).OnlyIf(marked),
            new SqlStatement(DeleteTokensText, subject).OnlyIf(marked),
            new SqlStatement(DeleteMailsText, user.Id, user.Email ?? "").OnlyIf(marked),
        ];
        if (MailAddresses.IsOne(user.Email))
        {
            statements.Add(outbox.Statement(FarewellMail.Of(user, http, now) with { Condition = marked }));
        }

        statements.Add(new SqlStatement(DeleteText, user.Id, stamp));
        var touched = await recorder.ExecuteAsync(statements, [Fact(SecurityEventType.AllTokensRevoked, http, session), Fact(SecurityEventType.UserDeleted, http, session)], CancellationToken.None);
        signal.Wake();
        return touched[1] == 1;
    }

    private static SecurityEvent Fact(SecurityEventType type, HttpContext http, BrowserSession session)
    {
        var fact = SecurityEvent.Of(type, http);
        fact.SubjectId = session.UserId;
        fact.SessionId = session.Id;
        // Nothing of who they were: the trail outlives the account.
        fact.Details = EventDetails.Of(("reason", EndReasons.AccountDeleted));
        fact.Condition = new EventCondition(IfDeletedNow, session.UserId, (int)SecurityEventType.UserDeleted);
        return fact;
    }
}
