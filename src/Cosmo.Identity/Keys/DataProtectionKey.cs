using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cosmo.Identity.Keys;

/// <summary>One element of Data Protection's key ring, sealed under the key in <c>Keys:Directory</c>; all nodes share the rows.</summary>
internal sealed class DataProtectionKey : IEntityTypeConfiguration<DataProtectionKey>
{
    public int Id { get; set; }

    public string? FriendlyName { get; set; }

    public string? Xml { get; set; }

    public void Configure(EntityTypeBuilder<DataProtectionKey> builder) => builder.ToTable("data_protection_keys");
}
