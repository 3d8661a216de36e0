using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cosmo.Identity.Clients;

/// <summary>A client assertion (RFC 7523) that has been presented; its <c>jti</c> is not taken again before it expires.</summary>
internal sealed class UsedAssertion : IEntityTypeConfiguration<UsedAssertion>
{
    /// <summary>SHA-256 over the client and the <c>jti</c>, base64url.</summary>
    public string Id { get; set; } = "";

    public DateTimeOffset ExpiresAt { get; set; }

    public void Configure(EntityTypeBuilder<UsedAssertion> builder)
    {
        builder.ToTable("used_assertions");
        builder.Property(assertion => assertion.Id).HasMaxLength(43);
        builder.HasIndex(assertion => assertion.ExpiresAt);
    }
}
