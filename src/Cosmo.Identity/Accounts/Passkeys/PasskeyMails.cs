using Cosmo.Identity.Accounts.NotMe;
using Cosmo.Identity.Mail;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.Passkeys;

/// <summary>The mails about passkeys (ASVS 6.3.7, N-19).</summary>
internal static class PasskeyMails
{
    public static OutgoingMail Added(UserRecord user, NotMeLink notMe, string name, HttpContext http, DateTimeOffset now) => OwnerMail.Of(
        "passkey_added", user, notMe, http, now, () => (PasskeyMailTexts.Added, [PasskeyMailTexts.AddedText, PasskeyMailTexts.AddedMore]), () => Called(name));

    public static OutgoingMail Removed(UserRecord user, NotMeLink notMe, string name, HttpContext http, DateTimeOffset now) => OwnerMail.Of(
        "passkey_removed", user, notMe, http, now, () => (PasskeyMailTexts.Removed, [PasskeyMailTexts.RemovedText, PasskeyMailTexts.RemovedMore]), () => Called(name));

    private static MailFact Called(string name) => new(PasskeyMailTexts.Passkey, name);
}
