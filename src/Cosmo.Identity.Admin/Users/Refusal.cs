using Cosmo.Identity.Accounts.Care;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Admin.Users;

/// <summary>Why an order was not carried out, in words for whoever gave it.</summary>
internal static class Refusal
{
    /// <summary>Null where it was carried out, or where all was so already.</summary>
    public static string? Of(CareResult result) => result switch
    {
        CareResult.LastAdministrator => UserTexts.LastAdministrator,
        CareResult.UnfitRole { Name: var name } => string.Format(UserTexts.UnfitRole, name),
        CareResult.Busy => UserTexts.Busy,
        _ => null,
    };

    /// <summary>What is wrong with a reason; null where nothing is.</summary>
    public static string? OfReason(string? reason, bool isRequired) =>
        isRequired && string.IsNullOrWhiteSpace(reason) ? UserTexts.ReasonMissing
        : reason?.Trim().Length > AdminAct.LongestReason ? UserTexts.ReasonTooLong
        : null;
}
