using System.Globalization;
using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.ResetPassword;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts.SecondFactor;

/// <summary>The mails about second factors (ASVS 6.3.5, 6.3.7; MFA-05). None holds a code.</summary>
internal static class FactorMails
{
    private const string FailedKind = "second_factor_failed";

    // Not more than one an hour: whoever guesses must not fill a mailbox.
    private const string IfNotToldYet = "NOT EXISTS (SELECT 1 FROM mails WHERE subject_id = {0} AND created_at > {1} AND kind = '" + FailedKind + "')";

    private const string IfLockedAndNotToldYet = IfNotToldYet + " AND EXISTS (SELECT 1 FROM sign_in_counters WHERE key = {2} AND failures >= {3})";

    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    public static OutgoingMail Added(UserRecord user, RequestOrigin origin, DateTimeOffset now) =>
        Of("second_factor_added", user, origin, now, FactorMailTexts.Added, FactorMailTexts.AddedText, FactorMailTexts.AddedMore);

    public static OutgoingMail Removed(UserRecord user, RequestOrigin origin, DateTimeOffset now) =>
        Of("second_factor_removed", user, origin, now, FactorMailTexts.Removed, FactorMailTexts.RemovedText, FactorMailTexts.RemovedMore);

    public static OutgoingMail CodesRenewed(UserRecord user, RequestOrigin origin, DateTimeOffset now) =>
        Of("recovery_codes_renewed", user, origin, now, FactorMailTexts.Renewed, FactorMailTexts.RenewedText, FactorMailTexts.RenewedMore);

    public static OutgoingMail RecoveryCodeUsed(UserRecord user, int left, RequestOrigin origin, DateTimeOffset now) =>
        Of("recovery_code_used", user, origin, now, FactorMailTexts.CodeUsed, FactorMailTexts.CodeUsedText, FactorMailTexts.CodeUsedMore.Replace("{0}", left.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    /// <summary>Somebody knew the password and had no right code: on a device that the account does not know at once, on a known one when it locks.</summary>
    public static OutgoingMail CodeFailed(UserRecord user, RequestOrigin origin, DateTimeOffset now, bool onlyIfLocked) =>
        Of(FailedKind, user, origin, now, FactorMailTexts.Failed, FactorMailTexts.FailedText, FactorMailTexts.FailedMore) with
        {
            Condition = onlyIfLocked
                ? new EventCondition(IfLockedAndNotToldYet, user.Id, now - Pause, Counter.OfFactor(user.Id).Key, FactorLocks.Limit)
                : new EventCondition(IfNotToldYet, user.Id, now - Pause),
        };

    private static OutgoingMail Of(string kind, UserRecord user, RequestOrigin origin, DateTimeOffset now, string subject, params string[] paragraphs) =>
        new(kind, user.Email!, subject, paragraphs)
        {
            SubjectId = user.Id,
            Name = user.FullName,
            Link = new MailLink(FactorMailTexts.NotMe, ResetLinks.ForgotPath),
            Facts = [new(FactorMailTexts.Device, origin.Device.Description), new(FactorMailTexts.Address, origin.AddressText), MailFact.Time(now)],
        };
}
