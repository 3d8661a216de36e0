namespace Cosmo.Identity.Threats.Exemptions;

/// <summary>An administrator says that no block applies to an address or network.</summary>
public sealed class BlockExemption
{
    /// <summary>Time-ordered key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Canonical CIDR: <c>192.0.2.7/32</c>, or the /64 of an IPv6 address.</summary>
    public required string Network { get; set; }

    /// <summary>Why, in the words of whoever placed it.</summary>
    public required string Reason { get; set; }

    /// <summary>The administrator's subject.</summary>
    public required string PlacedBy { get; set; }

    /// <summary>When it was placed.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it ends by itself; null where it does not.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>When somebody ended it; null while nobody has.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The subject of the administrator who ended it.</summary>
    public string? EndedBy { get; set; }
}
