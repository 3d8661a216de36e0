using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cosmo.Identity.Data;

/// <summary>How often a cached set changed; nodes that hold an older number read it anew.</summary>
internal sealed class CacheVersion : IEntityTypeConfiguration<CacheVersion>
{
    /// <summary>Raises one; a name that is new begins at 1.</summary>
    public const string RaiseFormat = "INSERT INTO cache_versions (name, version) VALUES ({0}, 1) ON CONFLICT (name) DO UPDATE SET version = cache_versions.version + 1";

    public string Name { get; set; } = "";

    public long Version { get; set; }

    /// <summary>The same, for a transaction that somebody else runs.</summary>
    public static SqlStatement Raise(string name) => new(RaiseFormat.Replace("{0}", "$1", StringComparison.Ordinal), name);

    public void Configure(EntityTypeBuilder<CacheVersion> builder)
    {
        builder.ToTable("cache_versions");
        builder.HasKey(version => version.Name);
        builder.Property(version => version.Name).HasMaxLength(40);
    }
}
