using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents.Reading;

namespace Cosmo.Identity.SecurityEvents.Chain;

/// <summary>One reading of the audit trail from end to end: each row's hash, each seal, each head, and that each row is under one seal.</summary>
internal sealed class ChainVerification : IChainVisitor
{
    /// <summary>Enough to see what was done; the memory stays bounded whatever it was.</summary>
    private const int MostBreaks = 100;

    private readonly List<ChainBreak> breaks = [];
    private readonly Database database;
    private readonly EventKey key;
    private readonly ChainWalk walk;
    private readonly HashSet<long> strangers = [];
    private DateTimeOffset reached = DateTimeOffset.UnixEpoch;
    private long events;
    private long fitting;
    private long seals;
    private long pruned;
    private long unsealed;

    public ChainVerification(Database database, EventKey key)
    {
        this.database = database;
        this.key = key;
        walk = new ChainWalk(database, this);
    }

    public async Task<ChainReport> RunAsync(CancellationToken cancellationToken)
    {
        // The heads first: whatever they promise must be found afterwards, and what is younger may be found or not.
        foreach (var writer in await database.ReadAllAsync(WriterStatements.All(), WriterStatements.ReadWriter, cancellationToken))
        {
            walk.Add(new WalkedChain(writer));
        }

        await CheckSealsHaveWritersAsync(cancellationToken);
        await foreach (var page in SecurityEventPages.ReadAsync(database, Guid.Empty, cancellationToken))
        {
            foreach (var row in page)
            {
                await CheckAsync(row, cancellationToken);
            }

            if (breaks.Count >= MostBreaks)
            {
                return Report();
            }
        }

        await walk.FinishAsync(cancellationToken);
        foreach (var chain in walk.Chains)
        {
            CheckHead(chain);
            CheckUnsealed(chain);
        }

        return Report();
    }

    bool IChainVisitor.Meet(WalkedChain chain, EventSeal seal)
    {
        seals++;
        var prunedWith = seal.PrunedMac;
        var opens = chain.Last is null && prunedWith == ChainMac.OfPruning(key, seal, closesBeginning: true);
        if (seal.Number != chain.Reached + 1)
        {
            if (!opens)
            {
                Break(chain, LastTime(chain), $": missing {Seals(chain.Reached + 1, seal.Number - 1)}; after {(chain.Reached == 0 ? "the beginning" : $"seal {chain.Reached}")} comes seal {seal.Number}");
            }
        }
        else if (ChainMac.OfSeal(key, seal, chain.Last?.Mac) != seal.Mac)
        {
            Break(chain, seal.CreatedAt, $", seal {seal.Number}: changed since it was written, or forged");
        }

        if (seal.PrunedAt is null && prunedWith is null)
        {
            return true;
        }

        if (opens || prunedWith == ChainMac.OfPruning(key, seal, closesBeginning: false) || prunedWith == ChainMac.OfPruning(key, seal, closesBeginning: true))
        {
            pruned++;
            return false;
        }

        Break(chain, seal.CreatedAt, $", seal {seal.Number}: marked as pruned, but not by retention");
        return true;
    }

    ValueTask IChainVisitor.CompleteAsync(WalkedChain chain, EventSeal seal, IReadOnlyList<ChainedEvent> events)
    {
        if (ChainMac.Digest(events.Select(one => one.Mac)) != seal.Digest)
        {
            Break(chain, seal.CreatedAt, $", seal {seal.Number}: the events {seal.Sequences} are not those that were sealed");
        }

        return ValueTask.CompletedTask;
    }

    void IChainVisitor.Miss(WalkedChain chain, EventSeal seal, IReadOnlyList<long> missing) => Break(
        chain,
        seal.CreatedAt,
        $", seal {seal.Number} of {seal.CreatedAt.UtcDateTime:O}: missing {(missing.Count == 1 ? "is the event" : "are the events")} with sequence {SequenceRanges.Write(missing)}");

    private async ValueTask CheckAsync(ReadRow row, CancellationToken cancellationToken)
    {
        events++;
        if (row.Event is not { } fact)
        {
            Note(reached, $"event {row.Key}: cannot be read any more; it was changed");
            return;
        }

        reached = EventTime.Of(fact.Id);
        if (SecurityEventStamp.MacOf(key, fact) == fact.Mac)
        {
            fitting++;
            await CheckAnchorsAsync(fact, cancellationToken);
        }
        else
        {
            Note(reached, $"event {fact.Id} (writer {fact.Writer}, sequence {fact.Sequence}): changed since it was written, or forged");
        }

        if (await FindAsync(fact, cancellationToken) is { } chain
            && !await walk.AddAsync(chain, new ChainedEvent(fact.Id, fact.Writer, fact.Sequence, fact.Mac), cancellationToken))
        {
            Note(reached, $"event {fact.Id}: a second one with sequence {fact.Sequence} of writer {fact.Writer}");
        }
    }

    /// <summary>Chains that were there when this event was recorded must be there, as long as they were or longer.</summary>
    private async ValueTask CheckAnchorsAsync(SecurityEvent fact, CancellationToken cancellationToken)
    {
        foreach (var (id, length) in ChainAnchors.Of(fact))
        {
            if (walk.Find(id)?.Writer.Seals >= length || strangers.Contains(id))
            {
                continue;
            }

            var writer = await database.ReadFirstAsync(WriterStatements.Find(id), WriterStatements.ReadWriter, cancellationToken);
            if ((writer is null || writer.Seals < length) && strangers.Count < MostBreaks && strangers.Add(id))
            {
                Note(
                    reached,
                    $"writer {id}{(writer is null ? ": missing" : $" ({SafeText.Cut(writer.Name, 200)}): cut off after {Seals(1, writer.Seals)}")}; event {fact.Id} has seen it with {Seals(1, length)}");
            }
        }
    }

    private async ValueTask<WalkedChain?> FindAsync(SecurityEvent fact, CancellationToken cancellationToken)
    {
        if (walk.Find(fact.Writer) is { } known)
        {
            return known;
        }

        if (strangers.Contains(fact.Writer))
        {
            return null;
        }

        if (await database.ReadFirstAsync(WriterStatements.Find(fact.Writer), WriterStatements.ReadWriter, cancellationToken) is { } started)
        {
            // It has begun since the heads were read.
            var chain = new WalkedChain(started);
            walk.Add(chain);
            return chain;
        }

        if (strangers.Count < MostBreaks && strangers.Add(fact.Writer))
        {
            Note(reached, $"event {fact.Id} (sequence {fact.Sequence}): its writer {fact.Writer} is missing");
        }

        return null;
    }

    private async Task CheckSealsHaveWritersAsync(CancellationToken cancellationToken)
    {
        var writer = long.MinValue;
        while (await database.ReadFirstAsync(WriterStatements.NextWithSeals(writer), row => (long?)row.GetInt64(0), cancellationToken) is { } next)
        {
            writer = next;
            if (walk.Find(next) is null
                && await database.ReadFirstAsync(WriterStatements.Find(next), WriterStatements.ReadWriter, cancellationToken) is null
                && strangers.Count < MostBreaks && strangers.Add(next))
            {
                Note(reached, $"writer {next}: its seals are there, but the writer is missing");
            }
        }
    }

    private void CheckHead(WalkedChain chain)
    {
        if (chain.Reached < chain.Writer.Seals)
        {
            Break(chain, LastTime(chain), $": the end of its chain was cut off: missing {Seals(chain.Reached + 1, chain.Writer.Seals)}");
        }
        else if (ChainMac.OfHead(key, chain.Writer, chain.Last?.Mac) != chain.Writer.HeadMac)
        {
            Break(chain, LastTime(chain), $": the head of its chain, which says that there are {Seals(1, chain.Writer.Seals)}, was changed");
        }
    }

    private void CheckUnsealed(WalkedChain chain)
    {
        if (chain.Waiting.Count == 0)
        {
            return;
        }

        if (chain.Writer.StoppedAt is null)
        {
            unsealed += chain.Waiting.Count;
            return;
        }

        var first = chain.Waiting.Values.MinBy(one => one.Sequence);
        // Where a seal is missing, that is what is to be told first.
        var at = chain.IsBroken ? DateTimeOffset.MaxValue : EventTime.Of(first.Id);
        Break(chain, at, $": events that are in no seal: {chain.Waiting.Count}, the first is {first.Id} (sequence {first.Sequence})");
    }

    private ChainReport Report()
    {
        if (fitting == 0 && events > 1)
        {
            return new ChainReport(
                events, seals, pruned, walk.Chains.Count(), unsealed,
                [new ChainBreak(reached, $"not one of {events} events fits the keys in Keys:Directory; are they the keys of this database?")]);
        }

        return new ChainReport(events, seals, pruned, walk.Chains.Count(), unsealed, [.. breaks.OrderBy(one => one.At)]);
    }

    private void Break(WalkedChain chain, DateTimeOffset at, string text)
    {
        chain.IsBroken = true;
        Note(at, $"writer {chain.Writer.Id} ({SafeText.Cut(chain.Writer.Name, 200)}){text}");
    }

    private void Note(DateTimeOffset at, string text)
    {
        if (breaks.Count < MostBreaks)
        {
            breaks.Add(new ChainBreak(at, text));
        }
    }

    private static DateTimeOffset LastTime(WalkedChain chain) => chain.Last?.CreatedAt ?? chain.Writer.StartedAt;

    private static string Seals(long from, long to) => from == to ? $"seal {from}" : to < from ? "no seals" : $"seals {from} to {to}";
}
