using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cosmo.Identity.RateLimits;

/// <summary>The hits of one key where nodes share them in PostgreSQL. Worth minutes: nothing is lost with it but a window. On SQLite there is one node, and no row.</summary>
internal sealed class RateLimitCounter
{
    /// <summary>Keyed hash of policy, window and whom it counts.</summary>
    public Guid Key { get; set; }

    /// <summary>Microseconds since 1970 by the clock of the database, oldest first.</summary>
    public required long[] Hits { get; set; }

    /// <summary>Keyed hash of what was last asked for, where asking again for it does not count.</summary>
    public Guid? Once { get; set; }

    /// <summary>Until when it has been told that the limit is reached.</summary>
    public long ToldUntil { get; set; }

    /// <summary>Whether the last asking was refused.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Whether that was to be told.</summary>
    public bool IsNews { get; set; }

    /// <summary>After it no hit counts any more.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>How shared counters are stored: without a log that survives crashes, which they need not.</summary>
internal sealed class RateLimitCounterConfiguration : IEntityTypeConfiguration<RateLimitCounter>
{
    public void Configure(EntityTypeBuilder<RateLimitCounter> builder)
    {
        builder.ToTable("rate_limit_counters");
        builder.IsUnlogged();
        builder.HasKey(row => row.Key);
        builder.Property(row => row.Key).ValueGeneratedNever();
        // No index but the key: a hit then changes the row where it stands, and pruning reads a table that is small.
    }
}
