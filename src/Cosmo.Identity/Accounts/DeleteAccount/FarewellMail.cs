using Cosmo.Identity.Mail;

namespace Cosmo.Identity.Accounts.DeleteAccount;

/// <summary>The last mail to a person; it is about nobody any more.</summary>
internal static class FarewellMail
{
    public static OutgoingMail Of(UserRecord user, DateTimeOffset now) => new(
        "account_deleted", user.Email!, DeleteTexts.MailSubject, [DeleteTexts.MailFirst, DeleteTexts.MailSecond])
    {
        Name = user.FullName,
        Facts = [MailFact.Time(now)],
    };
}
