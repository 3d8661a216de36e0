using Cosmo.Identity.Accounts.NotMe;
using Cosmo.Identity.Accounts.ResetPassword;
using Cosmo.Identity.Languages;
using Cosmo.Identity.Mail;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts.Care;

/// <summary>
/// The mails by which owners hear what was done to their account by those who run the server (ASVS 6.3.7). Device and place would be the
/// administrator's, and their reason is for the audit trail: both are left out.
/// </summary>
internal static class CareMails
{
    /// <summary>The account is closed. No link: none would work.</summary>
    /// <param name="user">To whom.</param>
    /// <param name="isWithdrawn">Whether the password fits no more, either.</param>
    /// <param name="now">When it was done.</param>
    /// <param name="done">It was.</param>
    public static OutgoingMail Locked(UserRecord user, bool isWithdrawn, DateTimeOffset now, EventCondition done) => Of(
        "account_locked", user, now, done, () => (CareMailTexts.LockedSubject, [CareMailTexts.Locked, .. isWithdrawn ? (string[])[CareMailTexts.LockedDown] : [], CareMailTexts.LockedMore]));

    /// <summary>The password fits no more, and no address is verified that a link could go to: the page where anybody asks for one is no secret.</summary>
    public static OutgoingMail Withdrawn(UserRecord user, DateTimeOffset now, EventCondition done) => Of(
        "password_withdrawn", user, now, done, () => (CareMailTexts.ResetSubject, [CareMailTexts.Withdrawn, CareMailTexts.WithdrawnMore]), () => new MailLink(CareMailTexts.AskForLink, ResetLinks.ForgotPath));

    /// <summary>The authenticator app is gone: because the owner asked for it, or because a thief did in their name (ASVS 6.4.4).</summary>
    /// <param name="user">To whom.</param>
    /// <param name="notMe">Null where the account is closed: the link would not work.</param>
    /// <param name="now">When it was done.</param>
    /// <param name="done">It was.</param>
    public static OutgoingMail FactorRemoved(UserRecord user, NotMeLink? notMe, DateTimeOffset now, EventCondition done) => Of(
        "second_factor_removed", user, now, notMe?.Issued ?? done,
        () => (CareMailTexts.FactorSubject, notMe is null ? [CareMailTexts.FactorOfLocked] : [CareMailTexts.Factor, CareMailTexts.FactorMore]),
        () => notMe?.Link);

    private static OutgoingMail Of(
        string kind, UserRecord user, DateTimeOffset now, EventCondition done, Func<(string Subject, string[] Paragraphs)> words, Func<MailLink?>? link = null)
    {
        using ((Language.Find(user.Locale) ?? Language.English).Speak())
        {
            var (subject, paragraphs) = words();
            return new OutgoingMail(kind, user.Email!, subject, paragraphs)
            {
                SubjectId = user.Id,
                Name = user.FullName,
                Link = link?.Invoke(),
                Facts = [MailFact.Time(now)],
                Condition = done,
            };
        }
    }
}
