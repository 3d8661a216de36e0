using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>How the audit trail is stored. Few indexes on purpose: each is paid for by every token request.</summary>
internal sealed class SecurityEventConfiguration :
    IEntityTypeConfiguration<SecurityEvent>,
    IEntityTypeConfiguration<EventSeal>,
    IEntityTypeConfiguration<EventWriter>,
    IEntityTypeConfiguration<EventFlood>
{
    public void Configure(EntityTypeBuilder<SecurityEvent> builder)
    {
        builder.ToTable("security_events");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Ignore(row => row.UserAgent);
        builder.Ignore(row => row.AddressKey);
        builder.Ignore(row => row.Condition);
        builder.Ignore(row => row.IsOnlyCounted);
        builder.Property(row => row.ClientId).HasMaxLength(100);
        builder.Property(row => row.IpAddress).HasMaxLength(64);
        builder.Property(row => row.Device).HasMaxLength(160);
        builder.Property(row => row.Actor).HasMaxLength(200);
        builder.Property(row => row.CorrelationId).HasMaxLength(64);
        builder.Property(row => row.Details).HasMaxLength(4000);
        builder.Property(row => row.Mac).HasMaxLength(43);
        // Time is in the key: UUIDv7. What people and administrators ask for has an index of its own; severity goes by type.
        builder.HasIndex(row => new { row.SubjectId, row.Id }).HasFilter("subject_id IS NOT NULL");
        builder.HasIndex(row => new { row.Type, row.Id });
        builder.HasIndex(row => new { row.IpAddress, row.Id }).HasFilter("ip_address IS NOT NULL");
        builder.HasIndex(row => new { row.ClientId, row.Id }).HasFilter("client_id IS NOT NULL");
    }

    public void Configure(EntityTypeBuilder<EventSeal> builder)
    {
        builder.ToTable("security_event_seals");
        builder.HasKey(row => new { row.Writer, row.Number });
        builder.Property(row => row.Digest).HasMaxLength(43);
        builder.Property(row => row.Mac).HasMaxLength(43);
        builder.Property(row => row.PrunedMac).HasMaxLength(43);
    }

    public void Configure(EntityTypeBuilder<EventWriter> builder)
    {
        builder.ToTable("security_event_writers");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Name).HasMaxLength(200);
        builder.Property(row => row.HeadMac).HasMaxLength(43);
    }

    public void Configure(EntityTypeBuilder<EventFlood> builder)
    {
        builder.ToTable("security_event_floods");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.IpAddress).HasMaxLength(64);
        builder.HasIndex(row => new { row.Writer, row.Type, row.IpAddress, row.WindowStart }).IsUnique();
    }
}
