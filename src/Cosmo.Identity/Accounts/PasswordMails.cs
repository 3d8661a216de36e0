using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Accounts.ResetPassword;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Accounts;

/// <summary>The mails about passwords. None holds a password, nor a word that a stranger chose.</summary>
internal static class PasswordMails
{
    /// <summary>The link, for whoever reads the account's mail.</summary>
    public static OutgoingMail Link(string recipient, UserRecord? user, OneTimeSecret secret, RequestOrigin origin, DateTimeOffset now) => new(
        "password_reset",
        recipient,
        "Choose a new password",
        [
            "Somebody asked for a new password for your account. If it was you, choose one within an hour:",
            "If it was not you, you need not do anything: your password still holds, and whoever asked cannot change it without this message.",
        ])
    {
        SubjectId = user?.Id,
        Name = user?.FullName,
        Link = new MailLink("Choose a new password", ResetLinks.PathOf(secret)),
        Facts = FactsOf(origin, now),
        Lifetime = ResetRequests.Lifetime,
    };

    /// <summary>Tells the owner that it was done (C-06).</summary>
    public static OutgoingMail Reset(UserRecord user, RequestOrigin origin, DateTimeOffset now) => Changed(
        user,
        origin,
        now,
        "The password of your account was changed, by a link that was mailed to this address. Whoever was signed in has been signed out. If it was not you, ask for another one at once:",
        "And tell the people who run this server: somebody else may be able to read your mail.");

    /// <summary>Tells the owner that somebody who knew the old password chose another (ASVS 6.3.7).</summary>
    public static OutgoingMail Changed(UserRecord user, RequestOrigin origin, DateTimeOffset now) => Changed(
        user,
        origin,
        now,
        "The password of your account was changed by somebody who knew the old one. All other sign-ins have ended. If it was not you, choose a new one at once; it ends theirs, too:",
        "If it was you, you need not do anything.");

    private static OutgoingMail Changed(UserRecord user, RequestOrigin origin, DateTimeOffset now, params string[] paragraphs) => new(
        "password_changed", user.Email!, "Your password was changed", paragraphs)
    {
        SubjectId = user.Id,
        Name = user.FullName,
        Link = new MailLink("It was not me", ResetLinks.ForgotPath),
        Facts = FactsOf(origin, now),
    };

    private static MailFact[] FactsOf(RequestOrigin origin, DateTimeOffset now) =>
    [
        new("Device", origin.Device.Description),
        new("Address", origin.AddressText),
        MailFact.Time(now),
    ];
}
