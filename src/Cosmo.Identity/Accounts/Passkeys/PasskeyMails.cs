using Cosmo.Identity.Accounts.NotMe;
using Cosmo.Identity.Mail;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.Passkeys;

/// <summary>The mails about passkeys (ASVS 6.3.7, N-19).</summary>
internal static class PasskeyMails
{
    public static OutgoingMail Added(UserRecord user, NotMeLink notMe, string name, HttpContext http, DateTimeOffset now)
    {
        using (PersonLanguage.Of(user, http).Speak())
        {
            return Of("passkey_added", user, notMe, name, http, now, PasskeyMailTexts.Added, PasskeyMailTexts.AddedText, PasskeyMailTexts.AddedMore);
        }
    }

    public static OutgoingMail Removed(UserRecord user, NotMeLink notMe, string name, HttpContext http, DateTimeOffset now)
    {
        using (PersonLanguage.Of(user, http).Speak())
        {
            return Of("passkey_removed", user, notMe, name, http, now, PasskeyMailTexts.Removed, PasskeyMailTexts.RemovedText, PasskeyMailTexts.RemovedMore);
        }
    }

    private static OutgoingMail Of(
        string kind, UserRecord user, NotMeLink notMe, string name, HttpContext http, DateTimeOffset now, string subject, params string[] paragraphs) =>
        new(kind, user.Email!, subject, paragraphs)
        {
            SubjectId = user.Id,
            Name = user.FullName,
            Link = notMe.Link,
            Facts = [new(PasskeyMailTexts.Passkey, name), .. PasswordMails.FactsOf(http, now)],
            Condition = notMe.Issued,
        };
}
