using System.Buffers.Text;
using System.Data.Common;
using Cosmo.Identity.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cosmo.Identity.Accounts.Passkeys;

/// <summary>A passkey of a person: the credential record of WebAuthn (Level 3 §4), without the attestation, which nobody asks for.</summary>
internal sealed class Passkey : IEntityTypeConfiguration<Passkey>
{
    /// <summary>What a person may call one, in characters.</summary>
    public const int LongestName = 64;

    // WebAuthn §4: at most 1023 bytes.
    private const int LongestCredentialId = 1364;

    /// <summary>Time-ordered key.</summary>
    public Guid Id { get; set; }

    public Guid UserId { get; set; }

    /// <summary>As the authenticator chose it, base64url.</summary>
    public string CredentialId { get; set; } = "";

    /// <summary>COSE_Key, base64url.</summary>
    public string PublicKey { get; set; } = "";

    /// <summary>What the person calls it.</summary>
    public string Name { get; set; } = "";

    /// <summary>The counter of the authenticator at its last use; 0 where it keeps none, as synchronized passkeys do.</summary>
    public long SignCount { get; set; }

    /// <summary>Whether it can be copied to other devices; never changes.</summary>
    public bool IsBackupEligible { get; set; }

    /// <summary>Whether it was copied when it was last used.</summary>
    public bool IsBackedUp { get; set; }

    /// <summary>How browsers reach it, separated by spaces; a hint.</summary>
    public string? Transports { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>When the challenge was made that was answered last, in ticks: no older one is taken after it, and none twice.</summary>
    public long LastChallenge { get; set; }

    /// <summary>A mark of the last use, by which what follows from it in the same transaction knows that it was this one.</summary>
    public string? UsedBy { get; set; }

    public void Configure(EntityTypeBuilder<Passkey> builder)
    {
        builder.ToTable("passkeys");
        builder.Property(passkey => passkey.Id).ValueGeneratedNever();
        builder.Property(passkey => passkey.CredentialId).HasMaxLength(LongestCredentialId);
        builder.Property(passkey => passkey.PublicKey).HasMaxLength(2048);
        builder.Property(passkey => passkey.Name).HasMaxLength(LongestName);
        builder.Property(passkey => passkey.Transports).HasMaxLength(100);
        builder.Property(passkey => passkey.UsedBy).HasMaxLength(32);
        builder.HasIndex(passkey => passkey.CredentialId).IsUnique();
        builder.HasIndex(passkey => passkey.UserId);
        builder.HasOne<User>().WithMany().HasForeignKey(passkey => passkey.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>A passkey as requests read it.</summary>
internal sealed record PasskeyRecord(
    Guid Id,
    Guid UserId,
    string CredentialId,
    string PublicKey,
    string Name,
    long SignCount,
    bool IsBackupEligible,
    bool IsBackedUp,
    string? Transports,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt)
{
    /// <summary>The columns that <see cref="Read"/> reads.</summary>
    public const string Columns = "id, user_id, credential_id, public_key, name, sign_count, is_backup_eligible, is_backed_up, transports, created_at, last_used_at";

    public static PasskeyRecord Read(DbDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt64(5), row.GetBoolean(6), row.GetBoolean(7),
        row.Text(8), row.Instant(9)!.Value, row.Instant(10));

    /// <summary>As ASP.NET Core Identity's handler knows it.</summary>
    /// <param name="signCount">The counter that it shall be compared with.</param>
    public UserPasskeyInfo ToInfo(long signCount) => new(
        Base64Url.DecodeFromChars(CredentialId),
        Base64Url.DecodeFromChars(PublicKey),
        CreatedAt,
        (uint)signCount,
        Transports?.Split(' '),
        isUserVerified: true,
        IsBackupEligible,
        IsBackedUp,
        attestationObject: [],
        clientDataJson: []);
}
