using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Accounts.ResetPassword;
using Cosmo.Identity.Data;
using Cosmo.Identity.Languages;
using Cosmo.Identity.Mail;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts.Care;

/// <summary>
/// The link by which somebody chooses another password because an administrator took the old one out of use; it goes to their verified
/// address, so that no administrator ever knows a password or a link to one (ADM-10).
/// </summary>
internal sealed class ResetMail(UserRecord user, DateTimeOffset now)
{
    private readonly Guid id = Guid.CreateVersion7(now);
    private readonly OneTimeSecret secret = OneTimeSecret.New(TokenPurposes.PasswordReset);

    /// <summary>Links of before are good no more. Comes before the write on the account, as in every reset.</summary>
    public SqlStatement Retire => OneTimeTokenStatements.Retire(TokenPurposes.PasswordReset, user.Id, now);

    /// <summary>Makes the token of the link, if this holds.</summary>
    public SqlStatement Issue(EventCondition onlyIf) =>
        OneTimeTokenStatements.Issue(id, TokenPurposes.PasswordReset, user.Id, user.Email!, "", secret, now, ResetRequests.Lifetime, onlyIf);

    /// <summary>Sent if the token was made. Device and place would be the administrator's, and are left out.</summary>
    public OutgoingMail Compose()
    {
        using ((Language.Find(user.Locale) ?? Language.English).Speak())
        {
            return new OutgoingMail("password_reset_required", user.Email!, CareMailTexts.ResetSubject, [CareMailTexts.Reset, CareMailTexts.ResetMore])
            {
                SubjectId = user.Id,
                Name = user.FullName,
                Link = new MailLink(CareMailTexts.ResetSubject, ResetLinks.PathOf(secret)),
                Facts = [MailFact.Time(now)],
                Lifetime = ResetRequests.Lifetime,
                Condition = OneTimeTokenStatements.Issued(id),
            };
        }
    }
}
