using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cosmo.Identity.Protocol.Device;

/// <summary>
/// A device that waits for a person (RFC 8628 §3.2): what its device code, a row of <c>tokens</c>, has no column for. It goes with that row.
/// </summary>
internal sealed class DeviceRequest : IEntityTypeConfiguration<DeviceRequest>
{
    /// <summary>The device code.</summary>
    public Guid TokenId { get; set; }

    /// <summary>See <see cref="Device.UserCodeHash"/>.</summary>
    public string UserCodeHash { get; set; } = "";

    /// <summary>How long the device has to wait between two polls; longer each time it did not.</summary>
    public int IntervalSeconds { get; set; }

    /// <summary>A poll before this instant is too early.</summary>
    public DateTimeOffset NextPollAt { get; set; }

    /// <summary>Canonical address of the device, for the person to compare.</summary>
    public string IpAddress { get; set; } = "";

    /// <summary>What it says it is.</summary>
    public string Browser { get; set; } = "";

    public string OperatingSystem { get; set; } = "";

    public string DeviceKind { get; set; } = "";

    public void Configure(EntityTypeBuilder<DeviceRequest> builder)
    {
        builder.ToTable("device_requests");
        builder.HasKey(request => request.TokenId);
        builder.Property(request => request.TokenId).ValueGeneratedNever();
        builder.Property(request => request.UserCodeHash).HasMaxLength(43);
        builder.Property(request => request.IpAddress).HasMaxLength(64);
        builder.Property(request => request.Browser).HasMaxLength(64);
        builder.Property(request => request.OperatingSystem).HasMaxLength(64);
        builder.Property(request => request.DeviceKind).HasMaxLength(16);
        builder.HasIndex(request => request.UserCodeHash).IsUnique();
        builder.HasOne<Clients.Token>().WithOne().HasForeignKey<DeviceRequest>(request => request.TokenId).OnDelete(DeleteBehavior.Cascade);
    }
}
