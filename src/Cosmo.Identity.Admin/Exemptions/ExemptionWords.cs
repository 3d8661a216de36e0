using Cosmo.Identity.Admin.Threats;
using Cosmo.Identity.Threats.Exemptions;

namespace Cosmo.Identity.Admin.Exemptions;

/// <summary>Exemptions in words.</summary>
internal static class ExemptionWords
{
    /// <summary>Why an order cannot be carried out.</summary>
    public static string Of(ExemptionFault fault) => fault switch
    {
        ExemptionFault.TooWide => ThreatTexts.FaultExemptsTooMany,
        ExemptionFault.NoReason => ThreatTexts.FaultReason,
        ExemptionFault.Exempt => ThreatTexts.FaultStandsAlready,
        ExemptionFault.TooMany => ThreatTexts.FaultTooManyExemptions,
        _ => ThreatTexts.FaultNotExempt,
    };

    /// <summary>The field in which it is wrong.</summary>
    public static string FieldOf(ExemptionFault fault) => fault is ExemptionFault.NoReason ? "reason" : "network";
}
