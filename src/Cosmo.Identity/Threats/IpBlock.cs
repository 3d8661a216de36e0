namespace Cosmo.Identity.Threats;

/// <summary>Service is refused to an address or network, for a time.</summary>
public sealed class IpBlock
{
    /// <summary>Time-ordered key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Canonical CIDR: <c>192.0.2.7/32</c>, or the /64 of an IPv6 address.</summary>
    public required string Network { get; set; }

    /// <summary>When it was placed.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When somebody lifted it; null while it stands.</summary>
    public DateTimeOffset? LiftedAt { get; set; }

    /// <summary>How often this network was blocked before, counted while blocks are remembered: the next one is longer.</summary>
    public int Repetition { get; set; }

    /// <summary>Why, for a person: the rule or the reasons of the score.</summary>
    public required string Reason { get; set; }

    /// <summary>The score that led to it; null where a rule or a person placed it.</summary>
    public int? Score { get; set; }

    /// <summary><c>rule:password_spray</c>, <c>score</c>, <c>command</c> or an administrator's subject.</summary>
    public required string PlacedBy { get; set; }

    /// <summary>In mode shadow: recorded, not enforced.</summary>
    public bool IsShadow { get; set; }
}
