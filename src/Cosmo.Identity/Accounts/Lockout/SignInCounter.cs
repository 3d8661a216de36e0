using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cosmo.Identity.Accounts.Lockout;

/// <summary>How many failures in a row an account, an address or a known device has; at the limit it is locked until <see cref="ExpiresAt"/>.</summary>
internal sealed class SignInCounter
{
    /// <summary><c>user:…</c>, <c>name:…</c> (keyed hash of a name that no account has), <c>ip:…</c>, <c>device:…</c> or <c>factor:…</c>.</summary>
    public required string Key { get; set; }

    public int Failures { get; set; }

    /// <summary>Attempts whose password is being checked; each counts as a failure until it proves to be none, also when its server dies.</summary>
    public int Pending { get; set; }

    public DateTimeOffset LastAt { get; set; }

    /// <summary>After it the counter is forgotten: a lock ends, failures long ago do not count.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>A device on which a person has signed in before. It keeps a counter of its own, so that strangers lock nobody out (design D12).</summary>
internal sealed class KnownDevice
{
    public Guid UserId { get; set; }

    /// <summary>SHA-256 of the device's secret identifier, base64url.</summary>
    public required string DeviceHash { get; set; }

    public DateTimeOffset FirstSeenAt { get; set; }

    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>The network of its last sign-in: /24 of IPv4, /48 of IPv6.</summary>
    public required string Network { get; set; }

    /// <summary>Browser and system in words.</summary>
    public required string Description { get; set; }
}

/// <summary>A network from which a person has signed in before.</summary>
internal sealed class KnownNetwork
{
    public Guid UserId { get; set; }

    /// <summary>/24 of IPv4, /48 of IPv6.</summary>
    public required string Network { get; set; }

    public DateTimeOffset FirstSeenAt { get; set; }

    public DateTimeOffset LastSeenAt { get; set; }
}

/// <summary>How counters, devices and networks are stored.</summary>
internal sealed class LockoutConfiguration :
    IEntityTypeConfiguration<SignInCounter>, IEntityTypeConfiguration<KnownDevice>, IEntityTypeConfiguration<KnownNetwork>
{
    public void Configure(EntityTypeBuilder<SignInCounter> builder)
    {
        builder.ToTable("sign_in_counters");
        builder.HasKey(row => row.Key);
        builder.Property(row => row.Key).HasMaxLength(120);
        builder.HasIndex(row => row.ExpiresAt);
    }

    public void Configure(EntityTypeBuilder<KnownDevice> builder)
    {
        builder.ToTable("known_devices");
        builder.HasKey(row => new { row.UserId, row.DeviceHash });
        builder.Property(row => row.DeviceHash).HasMaxLength(43);
        builder.Property(row => row.Network).HasMaxLength(64);
        builder.Property(row => row.Description).HasMaxLength(160);
        builder.HasIndex(row => row.LastSeenAt);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<KnownNetwork> builder)
    {
        builder.ToTable("known_networks");
        builder.HasKey(row => new { row.UserId, row.Network });
        builder.Property(row => row.Network).HasMaxLength(64);
        builder.HasIndex(row => row.LastSeenAt);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
