using Cosmo.Identity.Accounts.ApiKeys;
using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Accounts.ResetPassword;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.ChangeEmail;

/// <summary>
/// Takes a change of address back for whoever reads the old address's mail. Whoever made the change may hold the account: everybody is
/// signed out, the password no longer lets anybody in, and a link to choose another goes to the address that is back.
/// </summary>
internal sealed class EmailUndo(Database database, Outbox outbox, IssuedApiKeys keys, TimeProvider clock)
{
    /// <summary>The address that a link brings back; null unless it is good. Looking uses nothing up: mail programs follow links, too.</summary>
    public async ValueTask<string?> FindAsync(string? token, CancellationToken cancellationToken) =>
        (await EmailToken.FindAsync(database, TokenPurposes.EmailUndo, token, clock.GetUtcNow(), cancellationToken))?.Email;

    /// <summary>The address that is back; null where the link is not good, and nothing was changed.</summary>
    /// <exception cref="DatabaseUnavailableException">Nothing was changed.</exception>
    public async Task<string?> ExecuteAsync(HttpContext http, string? token, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await EmailToken.FindAsync(database, TokenPurposes.EmailUndo, token, now, cancellationToken) is not { Email: { } email } found
            || await database.ReadFirstAsync(UserRecord.ById(found.UserId), UserRecord.Read, cancellationToken) is not { } before)
        {
            return null;
        }

        var (mark, stamp) = (Guid.CreateVersion7().ToString("N"), SecurityStamps.New());
        var restored = SecurityStamps.Is(before.Id, stamp);
        var names = SignInNames.Lock(database, found.About);
        var (endKeys, keysEnded) = keys.EndAll(before.Id, session: null, http);
        var (reset, secret) = (Guid.CreateVersion7(now), OneTimeSecret.New(TokenPurposes.PasswordReset));
        SqlStatement[] statements =
        [
            .. names,
            EmailStatements.UseUndo(found.Hash, mark, now),
            EmailStatements.Restore(before.Id, email, found.About, stamp, now)
                .OnlyIf(OneTimeTokenStatements.Used(found.Hash, mark)).OnlyIf(SignInNames.AreFree(found.About, now, before.Id)),
            EmailStatements.ForgetLater(before.Id, found.Hash, mark),
            .. SessionStatements.EndAll(before.Id, null, EndReasons.EmailRestored, now).Select(statement => statement.OnlyIf(restored)),
            endKeys.OnlyIf(restored),
            .. AddedFactors.Remove(before.Id, found.Hash).Select(statement => statement.OnlyIf(restored)),
            OneTimeTokenStatements.Issue(reset, TokenPurposes.PasswordReset, before.Id, email, "", secret, now, ResetRequests.Lifetime, restored),
        ];
        var touched = await outbox.ExecuteAsync(
            statements,
            [Undone(http, before, email, restored), SessionEvents.AllEndedBy(before.Id, null, EndReasons.EmailRestored, restored, http), keysEnded],
            [PasswordMails.Link(email, before, secret, http, now) with { Condition = OneTimeTokenStatements.Issued(reset) }],
            CancellationToken.None);
        return touched[names.Count + 1] == 1 ? email : null;
    }

    private static SecurityEvent Undone(HttpContext http, UserRecord before, string email, EventCondition restored)
    {
        var changes = new FieldChanges();
        changes.Add("email", before.Email, email);
        changes.AddSecret("password_hash", before.PasswordHash, null);
        changes.AddSecret("security_stamp", "", "");
        var fact = SecurityEvent.Of(SecurityEventType.EmailChangeUndone, http);
        fact.SubjectId = before.Id;
        fact.Details = changes.ToDetails();
        fact.Condition = restored;
        return fact;
    }
}
