using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Accounts.ResetPassword;
using Cosmo.Identity.Mail;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.Register;

/// <summary>The mails about new accounts. None holds a word that a stranger chose: anybody can type anybody's address.</summary>
internal static class RegistrationMails
{
    private const string ConfirmPath = "/register/confirm?token=";

    /// <summary>The link, for whoever reads the mail of the address.</summary>
    public static OutgoingMail Link(string recipient, OneTimeSecret secret, HttpContext http, DateTimeOffset now) => new(
        "registration", recipient, RegistrationMailTexts.LinkSubject, [RegistrationMailTexts.LinkFirst, RegistrationMailTexts.LinkSecond])
    {
        Link = new MailLink(RegistrationMailTexts.LinkButton, ConfirmPath + secret.Text),
        Facts = PasswordMails.FactsOf(http, now),
        Lifetime = RegistrationRequests.Lifetime,
    };

    /// <summary>Tells the owner of an address that somebody else, or they themselves, wanted it for an account.</summary>
    public static OutgoingMail Taken(string recipient, UserRecord? owner, HttpContext http, DateTimeOffset now)
    {
        using (PersonLanguage.Of(owner, http).Speak())
        {
            return new OutgoingMail("address_taken", recipient, RegistrationMailTexts.TakenSubject, [RegistrationMailTexts.TakenFirst, RegistrationMailTexts.TakenSecond])
            {
                SubjectId = owner?.Id,
                Name = owner?.FullName,
                Link = new MailLink(RegistrationMailTexts.TakenButton, ResetLinks.ForgotPath),
                Facts = PasswordMails.FactsOf(http, now),
            };
        }
    }

    /// <summary>An operator's invitation.</summary>
    public static OutgoingMail Invitation(string recipient, OneTimeSecret secret) => new(
        "invitation", recipient, RegistrationMailTexts.InvitationSubject, [RegistrationMailTexts.InvitationFirst, RegistrationMailTexts.InvitationSecond])
    {
        Link = new MailLink(RegistrationMailTexts.InvitationButton, Invitations.PathOf(secret)),
        Lifetime = Invitations.Lifetime,
    };
}
