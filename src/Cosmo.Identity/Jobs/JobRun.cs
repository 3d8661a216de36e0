namespace Cosmo.Identity.Jobs;

/// <summary>One run of a recurring job.</summary>
public sealed class JobRun
{
    /// <summary>Time-ordered key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The job's name, such as <c>PruneTokens</c>.</summary>
    public required string Job { get; set; }

    /// <summary>The machine that ran it.</summary>
    public required string Node { get; set; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>How long it took; null while it runs.</summary>
    public int? DurationMilliseconds { get; set; }

    /// <summary>Rows deleted, scored or rolled up.</summary>
    public long Rows { get; set; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public string? Error { get; set; }
}
