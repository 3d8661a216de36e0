namespace Cosmo.Identity.Threats.Exemptions;

/// <summary>Why an order was not carried out.</summary>
public enum ExemptionFault
{
    /// <summary>It would let in a good part of the Internet: wider than a /8, or an IPv6 /16.</summary>
    TooWide,

    /// <summary>Nobody said why.</summary>
    NoReason,

    /// <summary>An exemption of this very network stands already.</summary>
    Exempt,

    /// <summary>As many stand as there may be: <see cref="ExemptionOrders.Most"/>.</summary>
    TooMany,

    /// <summary>There is no such exemption, or it does not stand any more.</summary>
    NotExempt,
}

/// <summary>What became of an order.</summary>
public abstract record ExemptionResult
{
    private ExemptionResult()
    {
    }

    /// <summary>It was carried out, and the front door obeys.</summary>
    public sealed record Done(KnownExemption Exemption) : ExemptionResult;

    /// <summary>Nothing was changed.</summary>
    public sealed record Refused(ExemptionFault Fault) : ExemptionResult;
}
