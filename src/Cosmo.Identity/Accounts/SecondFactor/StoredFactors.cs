using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cosmo.Identity.Accounts.SecondFactor;

/// <summary>The authenticator app of a person; everybody has one at most.</summary>
internal sealed class TotpFactor
{
    /// <summary>Another one with each set-up: what hangs on a factor ends with it.</summary>
    public Guid Id { get; set; }

    public Guid UserId { get; set; }

    /// <summary>Sealed by <see cref="FactorSecrets"/>.</summary>
    public required string Secret { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The newest step whose code was accepted: none up to it is accepted again (RFC 6238 §5.2).</summary>
    public long LastStep { get; set; }

    public DateTimeOffset LastUsedAt { get; set; }

    /// <summary>A mark of the last change, by which what follows from it in the same transaction knows that it was this one.</summary>
    public string? UsedBy { get; set; }
}

/// <summary>A code that works once instead of the app.</summary>
internal sealed class RecoveryCode
{
    public Guid Id { get; set; }

    public Guid UserId { get; set; }

    /// <summary>See <see cref="RecoveryCodes.TryHash"/>.</summary>
    public required string Hash { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>A mark of the one use.</summary>
    public string? UsedBy { get; set; }
}

/// <summary>A browser on which a person is not asked for a code, for a time.</summary>
internal sealed class RememberedDevice
{
    public Guid Id { get; set; }

    public Guid UserId { get; set; }

    /// <summary>The factor that it spares; with that it goes.</summary>
    public Guid FactorId { get; set; }

    /// <summary>SHA-256 over person and secret of the cookie, base64url.</summary>
    public required string Hash { get; set; }

    /// <summary>The person's security stamp at the time: a new password ends it.</summary>
    public required string SecurityStamp { get; set; }

    /// <summary>Browser and system in words.</summary>
    public required string Description { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>A right password that came by the password grant and waits for its code: for one client, once, for a short time.</summary>
internal sealed class FactorChallenge
{
    public Guid Id { get; set; }

    /// <summary>SHA-256 of the secret that the client got, base64url.</summary>
    public required string Hash { get; set; }

    public Guid UserId { get; set; }

    public required string ClientId { get; set; }

    public required string SecurityStamp { get; set; }

    /// <summary>The scopes that were asked for with the password.</summary>
    public required string Scope { get; set; }

    /// <summary>The device that came with the password, see <see cref="Lockout.DeviceHash"/>.</summary>
    public string? DeviceHash { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>A mark of the one use.</summary>
    public string? UsedBy { get; set; }
}

/// <summary>How factors and what hangs on them are stored.</summary>
internal sealed class SecondFactorConfiguration :
    IEntityTypeConfiguration<TotpFactor>, IEntityTypeConfiguration<RecoveryCode>, IEntityTypeConfiguration<RememberedDevice>, IEntityTypeConfiguration<FactorChallenge>
{
    private const int HashLength = 43;
    private const int MarkLength = 32;

    public void Configure(EntityTypeBuilder<TotpFactor> builder)
    {
        builder.ToTable("totp_factors");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.UsedBy).HasMaxLength(MarkLength);
        builder.HasIndex(row => row.UserId).IsUnique();
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<RecoveryCode> builder)
    {
        builder.ToTable("recovery_codes");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Hash).HasMaxLength(HashLength);
        builder.Property(row => row.UsedBy).HasMaxLength(MarkLength);
        builder.HasIndex(row => new { row.UserId, row.Hash }).IsUnique();
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<RememberedDevice> builder)
    {
        builder.ToTable("remembered_devices");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Hash).HasMaxLength(HashLength);
        builder.Property(row => row.Description).HasMaxLength(160);
        builder.HasIndex(row => row.Hash).IsUnique();
        builder.HasIndex(row => row.UserId);
        builder.HasIndex(row => row.FactorId);
        builder.HasIndex(row => row.ExpiresAt);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<TotpFactor>().WithMany().HasForeignKey(row => row.FactorId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<FactorChallenge> builder)
    {
        builder.ToTable("factor_challenges");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Hash).HasMaxLength(HashLength);
        builder.Property(row => row.ClientId).HasMaxLength(100);
        builder.Property(row => row.DeviceHash).HasMaxLength(HashLength);
        builder.Property(row => row.UsedBy).HasMaxLength(MarkLength);
        builder.HasIndex(row => row.Hash).IsUnique();
        builder.HasIndex(row => row.UserId);
        builder.HasIndex(row => row.ExpiresAt);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
