using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>What a slice has to say of administrative changes of its rows. Each slice with such rows brings one.</summary>
internal interface IChangeAudit
{
    /// <summary>Whether changes of this entity are events.</summary>
    bool Concerns(object entity);

    /// <summary>The events of what <paramref name="context"/> is about to save.</summary>
    Task<IReadOnlyList<SecurityEvent>> DescribeAsync(DbContext context, CancellationToken cancellationToken);
}
