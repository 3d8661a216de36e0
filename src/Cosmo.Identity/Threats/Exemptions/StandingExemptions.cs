using System.Net;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Threats.Exemptions;

/// <summary>
/// Places and ends exemptions, each with its event in one transaction, and keeps the memory of this process like the database. It obeys at
/// once, every other node within a second.
/// </summary>
internal sealed class StandingExemptions(SecurityEventRecorder recorder, Database database, ExemptionTable table, TimeProvider clock) : IDisposable
{
    /// <summary>The name under which changes are announced, see <see cref="Database.InvalidateAsync"/>.</summary>
    public const string CacheName = "block_exemptions";

    // Whoever read before a write must not put what was read into the memory after it.
    private readonly SemaphoreSlim turn = new(1, 1);

    private long version = -1;

    /// <summary>Reads them anew, unless this version is known already.</summary>
    /// <exception cref="DatabaseUnavailableException">The known ones stay.</exception>
    public async Task RefreshAsync(long current, CancellationToken cancellationToken)
    {
        if (current != version)
        {
            await ReadAsync(cancellationToken);
            version = current;
        }
    }

    /// <summary>Reads them anew.</summary>
    /// <exception cref="DatabaseUnavailableException">The known ones stay.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var rows = await database.ReadAllAsync(ExemptionStatements.SelectStanding(clock.GetUtcNow()), ExemptionStatements.Read, cancellationToken);
            table.Replace(rows.Select(Memorized));
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Exempts a network.</summary>
    /// <param name="draft">Makes what is written, at the instant it is given.</param>
    /// <param name="tell">Makes the event of it.</param>
    /// <param name="most">So many may stand at once.</param>
    /// <param name="cancellationToken">Gives up before it is begun.</param>
    /// <returns>Null where one of the same network stands already, or as many as there may be.</returns>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<BlockExemption?> PlaceAsync(
        Func<DateTimeOffset, BlockExemption> draft, Func<BlockExemption, SecurityEvent> tell, int most, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var exemption = draft(EventTime.Now(clock));
            var fact = tell(exemption);
            fact.Condition = ExemptionStatements.IsPlaced(exemption.Id);
            var touched = await recorder.ExecuteAsync([ExemptionStatements.Announce, ExemptionStatements.Insert(exemption, most)], [fact], cancellationToken);
            if (touched[1] == 0)
            {
                return null;
            }

            table.Add(Memorized(exemption));
            return exemption;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Ends one.</summary>
    /// <param name="id">Which.</param>
    /// <param name="actor">Who.</param>
    /// <param name="fact">What is recorded of it, if it was this that ended it.</param>
    /// <param name="cancellationToken">Gives up before it is begun.</param>
    /// <returns>When; null where it did not stand.</returns>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<DateTimeOffset?> EndAsync(Guid id, string actor, SecurityEvent fact, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var now = EventTime.Now(clock);
            fact.Condition = ExemptionStatements.IsEnded(id, actor, now);
            var touched = await recorder.ExecuteAsync([ExemptionStatements.Announce, ExemptionStatements.End(id, actor, now)], [fact], cancellationToken);
            table.Remove(id);
            return touched[1] > 0 ? now : null;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => turn.Dispose();

    private static MemorizedExemption Memorized(BlockExemption exemption) => new(exemption.Id, IPNetwork.Parse(exemption.Network), exemption.ExpiresAt);
}
