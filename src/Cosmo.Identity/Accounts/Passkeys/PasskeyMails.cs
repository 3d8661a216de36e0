using Cosmo.Identity.Accounts.ResetPassword;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Accounts.Passkeys;

/// <summary>The mails about passkeys.</summary>
internal static class PasskeyMails
{
    public static OutgoingMail Added(UserRecord user, string name, RequestOrigin origin, DateTimeOffset now) =>
        Of("passkey_added", user, name, origin, now, PasskeyMailTexts.Added, PasskeyMailTexts.AddedText, PasskeyMailTexts.AddedMore);

    public static OutgoingMail Removed(UserRecord user, string name, RequestOrigin origin, DateTimeOffset now) =>
        Of("passkey_removed", user, name, origin, now, PasskeyMailTexts.Removed, PasskeyMailTexts.RemovedText, PasskeyMailTexts.RemovedMore);

    private static OutgoingMail Of(string kind, UserRecord user, string name, RequestOrigin origin, DateTimeOffset now, string subject, params string[] paragraphs) =>
        new(kind, user.Email!, subject, paragraphs)
        {
            SubjectId = user.Id,
            Name = user.FullName,
            Link = new MailLink(PasskeyMailTexts.NotMe, ResetLinks.ForgotPath),
            Facts =
            [
                new(PasskeyMailTexts.Passkey, name), new(PasskeyMailTexts.Device, origin.Device.Description), new(PasskeyMailTexts.Address, origin.AddressText), MailFact.Time(now),
            ],
        };
}
