using Cosmo.Identity.Data;

namespace Cosmo.Identity.SecurityEvents.Chain;

/// <summary>Reads the whole audit trail and says where it is not what was written: changed, forged, missing or cut off.</summary>
internal sealed class ChainVerifier(Database database, EventKey key)
{
    /// <summary>
    /// Looks a second time where the first found something: the server writes, seals and prunes meanwhile, and what only looked
    /// broken is whole then.
    /// </summary>
    public async Task<ChainReport> RunAsync(CancellationToken cancellationToken)
    {
        var report = await new ChainVerification(database, key).RunAsync(cancellationToken);
        return report.Breaks.Count == 0 ? report : await new ChainVerification(database, key).RunAsync(cancellationToken);
    }
}
