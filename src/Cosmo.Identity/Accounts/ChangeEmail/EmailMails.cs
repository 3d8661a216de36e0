using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Mail;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.ChangeEmail;

/// <summary>The mails about another address: to the new one, which may be a stranger's, and to the old one.</summary>
internal static class EmailMails
{
    public const string UndoPath = "/account/email/undo";

    private const string ConfirmPath = "/account/email/confirm";

    /// <summary>The link, for whoever reads the mail of the new address; it greets nobody by name, since the address may be mistyped.</summary>
    public static OutgoingMail Confirm(string recipient, UserRecord user, OneTimeSecret secret, HttpContext http, DateTimeOffset now)
    {
        using (PersonLanguage.Of(user, http).Speak())
        {
            return new OutgoingMail("email_change", recipient, EmailMailTexts.ConfirmSubject, [EmailMailTexts.ConfirmFirst, EmailMailTexts.ConfirmSecond])
            {
                SubjectId = user.Id,
                Link = new MailLink(EmailMailTexts.ConfirmButton, $"{ConfirmPath}?token={secret.Text}"),
                Facts = PasswordMails.FactsOf(http, now),
                Lifetime = EmailChangeRequests.Lifetime,
            };
        }
    }

    /// <summary>Tells the old address, which can take the change back (MAIL-11, ASVS 6.3.7).</summary>
    public static OutgoingMail Changed(UserRecord before, string email, OneTimeSecret undo, HttpContext http, DateTimeOffset now)
    {
        using (PersonLanguage.Of(before, http).Speak())
        {
            return new OutgoingMail("email_changed", before.Email!, EmailMailTexts.ChangedSubject, [EmailMailTexts.ChangedFirst, EmailMailTexts.ChangedSecond])
            {
                SubjectId = before.Id,
                Name = before.FullName,
                Link = new MailLink(EmailMailTexts.ChangedButton, $"{UndoPath}?token={undo.Text}"),
                Facts = [new MailFact(EmailMailTexts.NewAddress, Hidden(email)), .. PasswordMails.FactsOf(http, now)],
                Lifetime = EmailChange.UndoLifetime,
            };
        }
    }

    /// <summary>Enough to recognise one's own address, too little to write to somebody else's.</summary>
    private static string Hidden(string email) => $"{email[0]}…{email[email.LastIndexOf('@')..]}";
}
