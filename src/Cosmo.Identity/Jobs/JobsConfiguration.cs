using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cosmo.Identity.Jobs;

/// <summary>How runs of jobs and their statistics are stored.</summary>
internal sealed class JobsConfiguration : IEntityTypeConfiguration<JobRun>, IEntityTypeConfiguration<HourlyStatistic>
{
    public void Configure(EntityTypeBuilder<JobRun> builder)
    {
        builder.ToTable("job_runs");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Job).HasMaxLength(100);
        builder.Property(row => row.Node).HasMaxLength(100);
        builder.Property(row => row.Error).HasMaxLength(1000);
        builder.HasIndex(row => new { row.Job, row.StartedAt });
    }

    public void Configure(EntityTypeBuilder<HourlyStatistic> builder)
    {
        builder.ToTable("hourly_statistics");
        builder.HasKey(row => new { row.Hour, row.Name });
        builder.Property(row => row.Name).HasMaxLength(100);
    }
}
