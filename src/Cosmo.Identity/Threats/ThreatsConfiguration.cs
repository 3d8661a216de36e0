using Cosmo.Identity.Threats.Exemptions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cosmo.Identity.Threats;

/// <summary>How judgements, blocks and exemptions are stored.</summary>
internal sealed class ThreatsConfiguration
    : IEntityTypeConfiguration<IpBlock>, IEntityTypeConfiguration<BlockExemption>, IEntityTypeConfiguration<SuspiciousActivity>
{
    public void Configure(EntityTypeBuilder<IpBlock> builder)
    {
        builder.ToTable("ip_blocks");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Network).HasMaxLength(64);
        builder.Property(row => row.Reason).HasMaxLength(1000);
        builder.Property(row => row.PlacedBy).HasMaxLength(200);
        builder.HasIndex(row => row.ExpiresAt);
        builder.HasIndex(row => new { row.Network, row.ExpiresAt });
    }

    public void Configure(EntityTypeBuilder<BlockExemption> builder)
    {
        builder.ToTable("block_exemptions");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Network).HasMaxLength(64);
        builder.Property(row => row.Reason).HasMaxLength(1000);
        builder.Property(row => row.PlacedBy).HasMaxLength(200);
        builder.Property(row => row.EndedBy).HasMaxLength(200);
        builder.HasIndex(row => row.ExpiresAt);
        builder.HasIndex(row => new { row.EndedAt, row.Network });
    }

    public void Configure(EntityTypeBuilder<SuspiciousActivity> builder)
    {
        builder.ToTable("suspicious_activity");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.IpAddress).HasMaxLength(64);
        builder.Property(row => row.Reasons).HasMaxLength(4000);
        builder.HasIndex(row => row.IpAddress).IsUnique();
        builder.HasIndex(row => row.ScoredAt);
    }
}
