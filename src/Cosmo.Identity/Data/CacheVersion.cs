using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cosmo.Identity.Data;

/// <summary>How often a cached set changed; nodes that hold an older number read it anew.</summary>
internal sealed class CacheVersion : IEntityTypeConfiguration<CacheVersion>
{
    public string Name { get; set; } = "";

    public long Version { get; set; }

    public void Configure(EntityTypeBuilder<CacheVersion> builder)
    {
        builder.ToTable("cache_versions");
        builder.HasKey(version => version.Name);
        builder.Property(version => version.Name).HasMaxLength(40);
    }
}
