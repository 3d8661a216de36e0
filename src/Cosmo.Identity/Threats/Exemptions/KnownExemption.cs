using System.Net;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Threats.Exemptions;

/// <summary>What has become of an exemption.</summary>
public enum ExemptionState
{
    /// <summary>No block applies to its network.</summary>
    Stands,

    /// <summary>Somebody ended it.</summary>
    Ended,

    /// <summary>It ended by itself.</summary>
    Over,
}

/// <summary>An exemption as it is stored, and what has become of it.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Network">Whom no block applies to.</param>
/// <param name="State">What has become of it.</param>
/// <param name="Reason">Why, in the words of whoever placed it.</param>
/// <param name="PlacedBy">The administrator's subject.</param>
/// <param name="CreatedAt">When it was placed.</param>
/// <param name="ExpiresAt">When it ends by itself; null where it does not.</param>
/// <param name="EndedAt">When it was ended; null where it was not.</param>
/// <param name="EndedBy">The subject of who ended it.</param>
public sealed record KnownExemption(
    Guid Id,
    NetworkName Network,
    ExemptionState State,
    string Reason,
    string PlacedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? EndedAt,
    string? EndedBy)
{
    /// <summary>The administrator who placed it.</summary>
    public Guid? Administrator => Guid.TryParseExact(PlacedBy, "D", out var id) ? id : null;

    internal static KnownExemption Of(BlockExemption exemption, DateTimeOffset now) => new(
        exemption.Id,
        NetworkName.Of(IPNetwork.Parse(exemption.Network)),
        exemption.EndedAt is not null ? ExemptionState.Ended : exemption.ExpiresAt <= now ? ExemptionState.Over : ExemptionState.Stands,
        exemption.Reason,
        exemption.PlacedBy,
        exemption.CreatedAt,
        exemption.ExpiresAt,
        exemption.EndedAt,
        exemption.EndedBy);
}
