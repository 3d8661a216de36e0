using Cosmo.Identity.Accounts.NotMe;
using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Accounts.ResetPassword;
using Cosmo.Identity.Accounts.Security;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Places;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Accounts;

/// <summary>The mails about passwords. None holds a password, nor a word that a stranger chose.</summary>
internal static class PasswordMails
{
    /// <summary>The link, for whoever reads the account's mail.</summary>
    public static OutgoingMail Link(string recipient, UserRecord? user, OneTimeSecret secret, HttpContext http, DateTimeOffset now)
    {
        using (PersonLanguage.Of(user, http).Speak())
        {
            return new OutgoingMail("password_reset", recipient, PasswordMailTexts.Choose, [PasswordMailTexts.Asked, PasswordMailTexts.AskedByStranger])
            {
                SubjectId = user?.Id,
                Name = user?.FullName,
                Link = new MailLink(PasswordMailTexts.Choose, ResetLinks.PathOf(secret)),
                Facts = FactsOf(http, now),
                Lifetime = ResetRequests.Lifetime,
            };
        }
    }

    /// <summary>Tells the owner that it was done (C-06).</summary>
    public static OutgoingMail Reset(UserRecord user, NotMeLink notMe, HttpContext http, DateTimeOffset now) =>
        Changed(user, notMe, http, now, () => [PasswordMailTexts.ByLink, PasswordMailTexts.ByLinkMore]);

    /// <summary>Tells the owner that somebody who knew the old password chose another (ASVS 6.3.7).</summary>
    public static OutgoingMail Changed(UserRecord user, NotMeLink notMe, HttpContext http, DateTimeOffset now) =>
        Changed(user, notMe, http, now, () => [PasswordMailTexts.ByOwner, PasswordMailTexts.ByOwnerMore]);

    /// <summary>On what, from where and when, in the language that is spoken.</summary>
    public static MailFact[] FactsOf(HttpContext http, DateTimeOffset now) =>
    [
        new(PasswordMailTexts.Device, DeviceWords.Of(RequestOrigin.Of(http).Device)),
        new(PasswordMailTexts.Address, RequestOrigin.Of(http).AddressText),
        .. http.RequestServices.GetRequiredService<PlaceReader>().Of(RequestOrigin.Of(http).Address) is { } place ? (MailFact[])[new(PasswordMailTexts.Place, place.Text)] : [],
        MailFact.Time(now),
    ];

    private static OutgoingMail Changed(UserRecord user, NotMeLink notMe, HttpContext http, DateTimeOffset now, Func<string[]> paragraphs) =>
        OwnerMail.Of("password_changed", user, notMe, http, now, () => (PasswordMailTexts.Changed, paragraphs())) with { Lifetime = NotMeLink.Lifetime };
}
