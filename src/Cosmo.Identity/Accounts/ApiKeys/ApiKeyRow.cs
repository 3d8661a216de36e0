using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cosmo.Identity.Accounts.ApiKeys;

/// <summary>How an API key is stored. An ended one stays until it would have expired, so that it is known when somebody presents it.</summary>
internal sealed class ApiKeyRow : IEntityTypeConfiguration<ApiKeyRow>
{
    public Guid Id { get; set; }

    public Guid UserId { get; set; }

    /// <summary>What its owner calls it.</summary>
    public string Name { get; set; } = "";

    /// <summary>See <see cref="ApiKeyText.Hash"/>.</summary>
    public string Hash { get; set; } = "";

    /// <summary>See <see cref="ApiKeyText.Hint"/>.</summary>
    public string Hint { get; set; } = "";

    /// <summary>What it opens, separated by spaces.</summary>
    public string Scopes { get; set; } = "";

    /// <summary>From where it may be used, in CIDR form, separated by spaces; null for anywhere.</summary>
    public string? Networks { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When its owner, or the end of everything they have, ended it.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Exact to a minute.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>The address of that use, where it was told.</summary>
    public string? LastUsedFrom { get; set; }

    public void Configure(EntityTypeBuilder<ApiKeyRow> builder)
    {
        builder.ToTable("api_keys");
        builder.Property(key => key.Id).ValueGeneratedNever();
        builder.Property(key => key.Name).HasMaxLength(100);
        builder.Property(key => key.Hash).HasMaxLength(43);
        builder.Property(key => key.Hint).HasMaxLength(12);
        builder.Property(key => key.Scopes).HasMaxLength(2000);
        builder.Property(key => key.Networks).HasMaxLength(1000);
        builder.Property(key => key.LastUsedFrom).HasMaxLength(64);
        builder.HasIndex(key => key.Hash).IsUnique();
        builder.HasIndex(key => key.UserId);
        builder.HasIndex(key => key.ExpiresAt);
        builder.HasOne<User>().WithMany().HasForeignKey(key => key.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
