using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents.Reading;

namespace Cosmo.Identity.SecurityEvents.Chain;

/// <summary>One walk that deletes what is old. A chain that is not whole keeps its broken seals, so that retention hides nothing.</summary>
internal sealed class ChainPruning(Database database, EventKey key, DateTimeOffset before, TimeProvider clock, CancellationToken cancellationToken) : IChainVisitor
{
    private const int IdsPerStatement = 100;

    private const int EventsPerTransaction = 400;

    /// <summary>So that requests come in between.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private static readonly string DeleteText =
        $"DELETE FROM security_events WHERE id IN ({string.Join(", ", Enumerable.Range(1, IdsPerStatement).Select(number => $"${number}"))})";

    private const string MarkText = "UPDATE security_event_seals SET pruned_at = $1, pruned_mac = $2 WHERE writer = $3 AND number = $4 AND mac = $5";

    private const string ForgetText = "DELETE FROM security_event_seals WHERE writer = $1 AND number < $2";

    private readonly Dictionary<long, EventSeal> openings = [];
    private readonly HashSet<long> broken = [];
    private readonly List<Guid> old = [];
    private readonly List<SqlStatement> marks = [];
    private long deleted;

    public async Task<long> RunAsync()
    {
        var walk = new ChainWalk(database, this);
        foreach (var writer in await database.ReadAllAsync(WriterStatements.All(), WriterStatements.ReadWriter, cancellationToken))
        {
            if (writer.StartedAt < before)
            {
                walk.Add(new WalkedChain(writer));
            }
        }

        await WalkAsync(walk);
        await walk.FinishAsync(cancellationToken);
        await DeleteAsync();
        foreach (var seal in openings.Values)
        {
            await database.ExecuteAsync([new SqlStatement(ForgetText, seal.Writer, seal.Number)], cancellationToken);
        }

        return deleted;
    }

    bool IChainVisitor.Meet(WalkedChain chain, EventSeal seal)
    {
        if (seal.CreatedAt >= before)
        {
            chain.IsAtEnd = true;
            chain.Ahead.Clear();
            return false;
        }

        var opens = seal.PrunedMac == ChainMac.OfPruning(key, seal, closesBeginning: true);
        var follows = seal.Number == chain.Reached + 1 ? ChainMac.OfSeal(key, seal, chain.Last?.Mac) == seal.Mac : opens && chain.Last is null;
        if (!follows)
        {
            broken.Add(seal.Writer);
        }

        if (seal.PrunedAt is null)
        {
            return true;
        }

        if (opens && !broken.Contains(seal.Writer))
        {
            openings[seal.Writer] = seal;
        }
        else
        {
            broken.Add(seal.Writer);
        }

        return false;
    }

    async ValueTask IChainVisitor.CompleteAsync(WalkedChain chain, EventSeal seal, IReadOnlyList<ChainedEvent> events)
    {
        if (ChainMac.Digest(events.Select(one => one.Mac)) != seal.Digest)
        {
            broken.Add(seal.Writer);
            return;
        }

        // The beginning is pruned as long as every seal so far was whole: only then may the seals before this one go.
        var closesBeginning = !broken.Contains(seal.Writer) && (seal.Number == 1 || openings.ContainsKey(seal.Writer));
        seal.PrunedAt = EventTime.Now(clock);
        seal.PrunedMac = ChainMac.OfPruning(key, seal, closesBeginning);
        old.AddRange(events.Select(one => one.Id));
        marks.Add(new SqlStatement(MarkText, seal.PrunedAt, seal.PrunedMac, seal.Writer, seal.Number, seal.Mac));
        if (closesBeginning)
        {
            openings[seal.Writer] = seal;
        }

        if (old.Count >= EventsPerTransaction)
        {
            await DeleteAsync();
            await Task.Delay(Pause, cancellationToken);
        }
    }

    void IChainVisitor.Miss(WalkedChain chain, EventSeal seal, IReadOnlyList<long> missing) => broken.Add(seal.Writer);

    private async Task WalkAsync(ChainWalk walk)
    {
        await foreach (var page in SecurityEventPages.ReadAsync(database, Guid.Empty, cancellationToken))
        {
            foreach (var fact in page.Select(row => row.Event).OfType<SecurityEvent>())
            {
                if (EventTime.Of(fact.Id) >= before)
                {
                    return;
                }

                if (walk.Find(fact.Writer) is { } chain)
                {
                    await walk.AddAsync(chain, new ChainedEvent(fact.Id, fact.Writer, fact.Sequence, fact.Mac), cancellationToken);
                }
            }
        }
    }

    /// <summary>Events and the marks of their seals go in one transaction: never is one deleted whose seal still asks for it.</summary>
    private async Task DeleteAsync()
    {
        if (marks.Count == 0)
        {
            return;
        }

        var deletions = old.Chunk(IdsPerStatement).Select(Delete).ToList();
        var touched = await database.ExecuteAsync([.. deletions, .. marks], cancellationToken);
        deleted += touched.Take(deletions.Count).Sum();
        old.Clear();
        marks.Clear();
    }

    private static SqlStatement Delete(Guid[] ids) =>
        new(DeleteText, [.. ids.Concat(Enumerable.Repeat(ids[^1], IdsPerStatement - ids.Length)).Select(id => (SqlValue)id)]);
}
