namespace Cosmo.Identity.Threats;

/// <summary>What a scoring run found about one address, with its reasons.</summary>
public sealed class SuspiciousActivity
{
    /// <summary>Time-ordered key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Canonical address, or the /64 of an IPv6 one.</summary>
    public required string IpAddress { get; set; }

    /// <summary>When it was scored last.</summary>
    public DateTimeOffset ScoredAt { get; set; }

    /// <summary>First activity of the window that was scored.</summary>
    public DateTimeOffset WindowStart { get; set; }

    /// <summary>0 to 100.</summary>
    public int Score { get; set; }

    /// <summary>JSON array of <c>{feature, value, weight, share}</c>, greatest share first.</summary>
    public required string Reasons { get; set; }
}
