using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cosmo.Identity.Accounts.OneTimeTokens;

/// <summary>
/// What a mailed link proves: once, for one purpose, while the account is as it was when the link was made. A person has one token for
/// each purpose and matter; a newer one takes the older one's place.
/// </summary>
internal sealed class OneTimeToken : IEntityTypeConfiguration<OneTimeToken>
{
    /// <summary>Time-ordered key, new with each secret.</summary>
    public Guid Id { get; set; }

    /// <summary>See <see cref="TokenPurposes"/>.</summary>
    public string Purpose { get; set; } = "";

    public Guid SubjectId { get; set; }

    /// <summary>The matter, where a person can have several of a purpose: an address to confirm, a change to undo. Else empty.</summary>
    public string About { get; set; } = "";

    /// <summary>SHA-256 over purpose and secret, base64url; see <see cref="OneTimeSecret"/>.</summary>
    public string Hash { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>A mark of the one use, by which what follows from it in the same transaction knows that it was this one.</summary>
    public string? UsedBy { get; set; }

    /// <summary>The account's security stamp at the time: a new password makes the token useless.</summary>
    public string? SecurityStamp { get; set; }

    /// <summary>The account's address at the time: whoever reads the old one's mail has no longer a say.</summary>
    public string? Email { get; set; }

    public void Configure(EntityTypeBuilder<OneTimeToken> builder)
    {
        builder.ToTable("one_time_tokens");
        builder.Property(token => token.Id).ValueGeneratedNever();
        builder.Property(token => token.Purpose).HasMaxLength(40);
        builder.Property(token => token.About).HasMaxLength(254);
        builder.Property(token => token.Hash).HasMaxLength(43);
        builder.Property(token => token.UsedBy).HasMaxLength(32);
        builder.HasIndex(token => token.Hash).IsUnique();
        builder.HasIndex(token => new { token.SubjectId, token.Purpose, token.About }).IsUnique();
        builder.HasIndex(token => token.ExpiresAt);
        builder.HasOne<User>().WithMany().HasForeignKey(token => token.SubjectId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>What tokens may be for. A token is hashed with its purpose, so that one is never good for another (V033).</summary>
internal static class TokenPurposes
{
    public const string PasswordReset = "password_reset";

    /// <summary>"This wasn’t me".</summary>
    public const string NotMe = "not_me";

    /// <summary>
    /// Whether it is good for who reads the account's mail, whatever the password is meanwhile: a thief who changes it must not thereby make
    /// the owner's links useless.
    /// </summary>
    public static bool OutlivesPasswords(string purpose) => purpose == NotMe;

    /// <summary>Confirms the address of somebody who wants an account; see <see cref="Register.PendingRegistration"/>.</summary>
    public const string Registration = "registration";

    /// <summary>Lets somebody whom an operator invited make an account.</summary>
    public const string Invitation = "invitation";

    /// <summary>Known to the browser that asked for an account.</summary>
    public const string RegisteringBrowser = "registering_browser";

    /// <summary>Confirms the new address of an account; about is that address.</summary>
    public const string EmailChange = "email_change";

    /// <summary>Brings the old address of an account back; about is its canonical form.</summary>
    public const string EmailUndo = "email_undo";
}
