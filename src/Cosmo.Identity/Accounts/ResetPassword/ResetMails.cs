using System.Globalization;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Accounts.ResetPassword;

/// <summary>The mails about forgotten passwords. Neither holds a password, nor a word that a stranger chose.</summary>
internal static class ResetMails
{
    /// <summary>The link, for whoever reads the account's mail.</summary>
    public static OutgoingMail Link(string recipient, UserRecord? user, OneTimeTokens.OneTimeSecret secret, RequestOrigin origin, DateTimeOffset now) => new(
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
    public static OutgoingMail Changed(UserRecord user, RequestOrigin origin, DateTimeOffset now) => new(
        "password_changed",
        user.Email!,
        "Your password was changed",
        [
            "The password of your account was changed, by a link that was mailed to this address. Whoever was signed in has been signed out. If it was not you, ask for another one at once:",
            "And tell the people who run this server: somebody else may be able to read your mail.",
        ])
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
        new("Time", now.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
    ];
}

/// <summary>Where the two pages are, for mails.</summary>
internal static class ResetLinks
{
    public const string ForgotPath = "/forgot-password";

    private const string ResetPath = "/reset-password?token=";

    public static string PathOf(OneTimeTokens.OneTimeSecret secret) => ResetPath + secret.Text;
}
