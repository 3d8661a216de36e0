using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.NotMe;
using Cosmo.Identity.Mail;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.SecondFactor;

/// <summary>The mails about second factors (ASVS 6.3.5, 6.3.7; MFA-05). None holds a code.</summary>
internal static class FactorMails
{
    private const string FailedKind = "second_factor_failed";

    // Not more than one an hour: whoever guesses must not fill a mailbox.
    private const string IfNotToldYet = "NOT EXISTS (SELECT 1 FROM mails WHERE subject_id = {0} AND created_at > {1} AND kind = '" + FailedKind + "')";

    private const string IfLockedAndNotToldYet = IfNotToldYet + " AND EXISTS (SELECT 1 FROM sign_in_counters WHERE key = {2} AND failures >= {3})";

    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    public static OutgoingMail Added(UserRecord user, NotMeLink notMe, HttpContext http, DateTimeOffset now) => OwnerMail.Of(
        "second_factor_added", user, notMe, http, now, () => (FactorMailTexts.Added, [FactorMailTexts.AddedText, FactorMailTexts.AddedMore]));

    public static OutgoingMail Removed(UserRecord user, NotMeLink notMe, HttpContext http, DateTimeOffset now) => OwnerMail.Of(
        "second_factor_removed", user, notMe, http, now, () => (FactorMailTexts.Removed, [FactorMailTexts.RemovedText, FactorMailTexts.RemovedMore]));

    public static OutgoingMail CodesRenewed(UserRecord user, NotMeLink notMe, HttpContext http, DateTimeOffset now) => OwnerMail.Of(
        "recovery_codes_renewed", user, notMe, http, now, () => (FactorMailTexts.Renewed, [FactorMailTexts.RenewedText, FactorMailTexts.RenewedMore]));

    public static OutgoingMail RecoveryCodeUsed(UserRecord user, NotMeLink notMe, int left, HttpContext http, DateTimeOffset now) => OwnerMail.Of(
        "recovery_code_used", user, notMe, http, now, () => (FactorMailTexts.CodeUsed, [FactorMailTexts.CodeUsedText, string.Format(FactorMailTexts.CodeUsedMore, left)]));

    /// <summary>Somebody knew the password and had no right code.</summary>
    public static OutgoingMail CodeFailed(UserRecord user, NotMeLink notMe, HttpContext http, DateTimeOffset now) => OwnerMail.Of(
        FailedKind, user, notMe, http, now, () => (FactorMailTexts.Failed, [FactorMailTexts.FailedText, FactorMailTexts.FailedMore]));

    /// <summary>Whether that is told: on a device that the account does not know at once, on a known one when it locks.</summary>
    public static EventCondition IsTold(Guid user, DateTimeOffset now, bool onlyIfLocked) => onlyIfLocked
        ? new EventCondition(IfLockedAndNotToldYet, user, now - Pause, Counter.OfFactor(user).Key, FactorLocks.Limit)
        : new EventCondition(IfNotToldYet, user, now - Pause);
}
