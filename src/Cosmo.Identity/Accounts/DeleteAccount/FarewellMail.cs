using Cosmo.Identity.Mail;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.DeleteAccount;

/// <summary>The last mail to a person; it is about nobody any more.</summary>
internal static class FarewellMail
{
    public static OutgoingMail Of(UserRecord user, HttpContext http, DateTimeOffset now)
    {
        using (PersonLanguage.Of(user, http).Speak())
        {
            return new OutgoingMail("account_deleted", user.Email!, DeleteTexts.MailSubject, [DeleteTexts.MailFirst, DeleteTexts.MailSecond])
            {
                Name = user.FullName,
                Facts = [MailFact.Time(now)],
            };
        }
    }
}
