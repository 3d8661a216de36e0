using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cosmo.Identity.Accounts.Register;

/// <summary>
/// An account that somebody wants and has not confirmed, or to which somebody was invited. It is no account: it takes neither the
/// address nor the name from anybody, several may wait for the same address, and the first that is confirmed gets it. Then the row goes.
/// </summary>
internal sealed class PendingRegistration : IEntityTypeConfiguration<PendingRegistration>
{
    /// <summary>Longest canonical address; it fits wherever addresses do.</summary>
    public const int LongestEmail = 254;

    public const int LongestName = 100;

    /// <summary>Time-ordered key.</summary>
    public Guid Id { get; set; }

    /// <summary>As it was typed, in Unicode's form KC.</summary>
    public string Email { get; set; } = "";

    public string NormalizedEmail { get; set; } = "";

    public string? Name { get; set; }

    /// <summary>Null for an invitation: whoever accepts it chooses the password then.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>The roles of whoever is invited, separated by spaces.</summary>
    public string? Roles { get; set; }

    /// <summary>Hash of the mailed secret; see <see cref="OneTimeTokens.OneTimeSecret"/>.</summary>
    public string TokenHash { get; set; } = "";

    /// <summary>Hash of what the asking browser holds: there the link alone confirms, elsewhere the password is asked for.</summary>
    public string? BrowserHash { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>A mark of the one use, for what follows from it in the same transaction, at whose end the row goes.</summary>
    public string? UsedBy { get; set; }

    public void Configure(EntityTypeBuilder<PendingRegistration> builder)
    {
        builder.ToTable("registrations");
        builder.Property(pending => pending.Id).ValueGeneratedNever();
        builder.Property(pending => pending.Email).HasMaxLength(LongestEmail);
        builder.Property(pending => pending.NormalizedEmail).HasMaxLength(LongestEmail);
        builder.Property(pending => pending.Name).HasMaxLength(LongestName);
        builder.Property(pending => pending.TokenHash).HasMaxLength(43);
        builder.Property(pending => pending.BrowserHash).HasMaxLength(43);
        builder.Property(pending => pending.UsedBy).HasMaxLength(32);
        builder.HasIndex(pending => pending.TokenHash).IsUnique();
        builder.HasIndex(pending => pending.BrowserHash);
        builder.HasIndex(pending => pending.NormalizedEmail);
        builder.HasIndex(pending => pending.ExpiresAt);
    }
}
