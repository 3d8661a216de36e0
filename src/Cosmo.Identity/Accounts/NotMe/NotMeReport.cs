using Cosmo.Identity.Accounts.ApiKeys;
using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Accounts.ResetPassword;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Passwords;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.NotMe;

/// <summary>
/// Does what a mailed "This wasn’t me" promises, for whoever has the link: it is used up, everybody is signed out, the password fits
/// nobody any more, devices that became known of late are strangers again, and the owner is mailed a link to choose another password: in
/// one transaction, or nothing of it.
/// </summary>
internal sealed class NotMeReport(Database database, Outbox outbox, IssuedApiKeys keys, TimeProvider clock)
{
    private const string WithdrawText = "UPDATE users AS u SET password_hash = $1, security_stamp = $2, concurrency_stamp = $2 WHERE u.id = $3";

    // What a stranger signed in on must not have tries of its own (design D12); what the owner has long used stays.
    private const string ForgetDevicesText = "DELETE FROM known_devices WHERE user_id = $1 AND first_seen_at > $2";

    /// <summary>Whose the link is; null unless it is good. Looking uses nothing up: mail programs follow links, too.</summary>
    public async ValueTask<UserRecord?> FindAsync(string? token, CancellationToken cancellationToken) =>
        OneTimeSecret.TryHash(TokenPurposes.NotMe, token) is { } hash
            ? await database.ReadFirstAsync(OneTimeTokenStatements.FindUser(TokenPurposes.NotMe, hash, clock.GetUtcNow()), UserRecord.Read, cancellationToken)
            : null;

    /// <summary>False: the link is not good, and nothing was done. Of many uses at once one is true.</summary>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<bool> TakeAsync(HttpContext http, string? token, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, cancellationToken) is not { } user)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        var link = OneTimeSecret.TryHash(TokenPurposes.NotMe, token)!;
        var (mark, stamp, reset) = (Guid.CreateVersion7().ToString("N"), SecurityStamps.New(), Guid.CreateVersion7(now));
        var secret = OneTimeSecret.New(TokenPurposes.PasswordReset);
        var done = SecurityStamps.Is(user.Id, stamp);
        var (endKeys, keysEnded) = keys.EndAll(user.Id, session: null, http);
        SqlStatement[] statements =
        [
            OneTimeTokenStatements.Use(TokenPurposes.NotMe, link, mark, now),
            OneTimeTokenStatements.Retire(TokenPurposes.PasswordReset, user.Id, now).OnlyIf(OneTimeTokenStatements.Used(link, mark)),
            new SqlStatement(WithdrawText, PasswordHashing.Withdrawn, stamp, user.Id).OnlyIf(OneTimeTokenStatements.UsedByOwner(link, mark)),
            .. SessionStatements.EndAll(user.Id, null, EndReasons.NotMe, now).Select(statement => statement.OnlyIf(done)),
            endKeys.OnlyIf(done),
            .. AddedFactors.Remove(user.Id, link).Select(statement => statement.OnlyIf(done)),
            new SqlStatement(ForgetDevicesText, user.Id, now - NotMeLink.Lifetime).OnlyIf(done),
            OneTimeTokenStatements.Issue(reset, TokenPurposes.PasswordReset, user.Id, user.Email!, "", secret, now, ResetRequests.Lifetime, done),
        ];
        var touched = await outbox.ExecuteAsync(
            statements,
            [Reported(http, user, done), SessionEvents.AllEndedBy(user.Id, null, EndReasons.NotMe, done, http), keysEnded],
            [Secured(http, user, secret, now) with { Condition = OneTimeTokenStatements.Issued(reset) }],
            CancellationToken.None);
        return touched[2] == 1;
    }

    private static OutgoingMail Secured(HttpContext http, UserRecord user, OneTimeSecret secret, DateTimeOffset now)
    {
        using (PersonLanguage.Of(user, http).Speak())
        {
            return new OutgoingMail("account_secured", user.Email!, NotMeTexts.SecuredSubject, [NotMeTexts.SecuredMail, NotMeTexts.SecuredMore])
            {
                SubjectId = user.Id,
                Name = user.FullName,
                Link = new MailLink(NotMeTexts.ChooseNew, ResetLinks.PathOf(secret)),
                Facts = PasswordMails.FactsOf(http, now),
            };
        }
    }

    private static SecurityEvent Reported(HttpContext http, UserRecord user, EventCondition done)
    {
        var fact = SecurityEvent.Of(SecurityEventType.NotMeReported, http);
        fact.SubjectId = user.Id;
        fact.Condition = done;
        return fact;
    }
}
