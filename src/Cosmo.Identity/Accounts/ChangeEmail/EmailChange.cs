using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.ChangeEmail;

/// <summary>
/// Gives an account the address whose mail its owner has read. Only the owner can do so, signed in: else a stranger could have
/// somebody else's careless click prove that person's address for their own account. The old address is told and may take it back.
/// </summary>
internal sealed class EmailChange(Database database, Outbox outbox, TimeProvider clock)
{
    /// <summary>How long the old address can take it back.</summary>
    public static readonly TimeSpan UndoLifetime = TimeSpan.FromDays(7);

    /// <summary>The address that a link of this person confirms; null unless it is good.</summary>
    public async ValueTask<string?> FindAsync(string? token, BrowserSession session, CancellationToken cancellationToken) =>
        OneTimeSecret.TryHash(TokenPurposes.EmailChange, token) is { } hash
        && await database.ReadFirstAsync(OneTimeTokenStatements.FindUser(TokenPurposes.EmailChange, hash, clock.GetUtcNow()), UserRecord.Read, cancellationToken) is { } user
        && user.Id == session.UserId
        && await EmailToken.FindAsync(database, TokenPurposes.EmailChange, token, clock.GetUtcNow(), cancellationToken) is { } found
            ? found.About
            : null;

    /// <summary>False: the link is not good, or somebody else has the address by now, and nothing was changed.</summary>
    /// <exception cref="DatabaseUnavailableException">Nothing was changed.</exception>
    public async Task<bool> ConfirmAsync(HttpContext http, BrowserSession session, string? token, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, session, cancellationToken) is not { } email
            || UserNames.Canonical(email) is not { } canonical
            || await database.ReadFirstAsync(UserRecord.ById(session.UserId), UserRecord.Read, cancellationToken) is not { } before)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        var hash = OneTimeSecret.TryHash(TokenPurposes.EmailChange, token)!;
        var (mark, stamp) = (Guid.CreateVersion7().ToString("N"), Guid.CreateVersion7().ToString("N"));
        var changed = SecurityStamps.IsWritten(before.Id, stamp);
        var names = SignInNames.Lock(database, canonical);
        var undo = OneTimeSecret.New(TokenPurposes.EmailUndo);
        // A mere confirmation of the address that it has is no change that could be taken back.
        var isOther = MailAddresses.IsOne(before.Email) && UserNames.Canonical(before.Email) != canonical;
        SqlStatement[] statements =
        [
            .. names,
            OneTimeTokenStatements.Use(TokenPurposes.EmailChange, hash, mark, now),
            EmailStatements.Change(before.Id, email, canonical, stamp, now)
                .OnlyIf(OneTimeTokenStatements.UsedUnchanged(hash, mark)).OnlyIf(SignInNames.AreFree(canonical, now, before.Id)),
            .. isOther ? [EmailStatements.IssueUndo(Guid.CreateVersion7(now), before, stamp, undo, now, UndoLifetime)] : Array.Empty<SqlStatement>(),
        ];
        OutgoingMail[] mails = isOther ? [EmailMails.Changed(before, email, undo, http, now) with { Condition = changed }] : [];
        var touched = await outbox.ExecuteAsync(statements, [Changed(http, session, before, email, changed)], mails, CancellationToken.None);
        return touched[names.Count + 1] == 1;
    }

    private static SecurityEvent Changed(HttpContext http, BrowserSession session, UserRecord before, string email, EventCondition condition)
    {
        var changes = new FieldChanges();
        changes.Add("email", before.Email, email);
        changes.Add("email_confirmed", before.EmailVerified, true);
        var fact = SecurityEvent.Of(SecurityEventType.EmailChanged, http);
        fact.SubjectId = before.Id;
        fact.SessionId = session.Id;
        fact.Details = changes.ToDetails();
        fact.Condition = condition;
        return fact;
    }
}
