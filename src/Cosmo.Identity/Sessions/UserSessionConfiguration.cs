using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cosmo.Identity.Sessions;

/// <summary>How sessions are stored.</summary>
internal sealed class UserSessionConfiguration : IEntityTypeConfiguration<UserSession>
{
    public void Configure(EntityTypeBuilder<UserSession> builder)
    {
        builder.ToTable("user_sessions");
        builder.Property(session => session.Id).ValueGeneratedNever();
        builder.Property(session => session.EndReason).HasMaxLength(40);
        builder.Property(session => session.Amr).HasMaxLength(100);
        builder.Property(session => session.ConfirmedBy).HasMaxLength(100);
        builder.Property(session => session.CookieHash).HasMaxLength(43);
        builder.Property(session => session.ClientId).HasMaxLength(100);
        builder.Property(session => session.IpAddress).HasMaxLength(64);
        builder.Property(session => session.Browser).HasMaxLength(64);
        builder.Property(session => session.OperatingSystem).HasMaxLength(64);
        builder.Property(session => session.DeviceKind).HasMaxLength(16);
        builder.HasIndex(session => new { session.UserId, session.EndedAt });
        builder.HasIndex(session => session.ExpiresAt);
    }
}
