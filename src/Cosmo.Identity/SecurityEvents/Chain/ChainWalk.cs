using Cosmo.Identity.Data;

namespace Cosmo.Identity.SecurityEvents.Chain;

/// <summary>An event as the chain sees it.</summary>
internal readonly record struct ChainedEvent(Guid Id, long Writer, long Sequence, string Mac);

/// <summary>What is met on a walk along all chains.</summary>
internal interface IChainVisitor
{
    /// <summary>The next seal of a writer, in order of number, after <see cref="WalkedChain.Last"/>; whether to look for its events.</summary>
    bool Meet(WalkedChain chain, EventSeal seal);

    /// <summary>All its events were found; they come in order of sequence.</summary>
    ValueTask CompleteAsync(WalkedChain chain, EventSeal seal, IReadOnlyList<ChainedEvent> events);

    /// <summary>Not all of its events are there.</summary>
    void Miss(WalkedChain chain, EventSeal seal, IReadOnlyList<long> missing);
}

/// <summary>
/// Brings events, which come in the order of time, together with the seals over them, which come in the order of their chains. It
/// holds what lies between: as much as happens in the time from an event to its seal.
/// </summary>
internal sealed class ChainWalk(Database database, IChainVisitor visitor)
{
    /// <summary>More of one writer cannot be on the way; a seal that waits so long waits in vain.</summary>
    private const int MostWaiting = 50_000;

    private const int PageSize = 500;

    private readonly Dictionary<long, WalkedChain> chains = [];

    public IEnumerable<WalkedChain> Chains => chains.Values;

    /// <summary>A chain to be walked, from the seal after <see cref="WalkedChain.Last"/>.</summary>
    public void Add(WalkedChain chain) => chains[chain.Writer.Id] = chain;

    public WalkedChain? Find(long writer) => chains.GetValueOrDefault(writer);

    /// <summary>False: this event's writer and number have come before.</summary>
    public async ValueTask<bool> AddAsync(WalkedChain chain, ChainedEvent one, CancellationToken cancellationToken)
    {
        if (!chain.Waiting.TryAdd(one.Sequence, one))
        {
            return false;
        }

        if (chain.Current is { } current && current.Ranges.Contains(one.Sequence))
        {
            chain.Found++;
        }

        await AdvanceAsync(chain, cancellationToken);
        if (chain.Waiting.Count > MostWaiting && chain.Current is not null)
        {
            GiveUp(chain);
            await AdvanceAsync(chain, cancellationToken);
        }

        return true;
    }

    /// <summary>There are no more events: what is not complete by now will never be.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        foreach (var chain in chains.Values)
        {
            await AdvanceAsync(chain, cancellationToken);
            while (chain.Current is not null)
            {
                GiveUp(chain);
                await AdvanceAsync(chain, cancellationToken);
            }
        }
    }

    private async ValueTask AdvanceAsync(WalkedChain chain, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (chain.Current is { } current)
            {
                if (chain.Found < current.Ranges.Count)
                {
                    return;
                }

                await visitor.CompleteAsync(chain, current.Seal, chain.TakeFound());
            }

            if (!await MeetNextAsync(chain, cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>False: the chain has no more seals.</summary>
    private async ValueTask<bool> MeetNextAsync(WalkedChain chain, CancellationToken cancellationToken)
    {
        if (chain.Ahead.Count == 0)
        {
            if (chain.IsAtEnd)
            {
                return false;
            }

            var page = await database.ReadAllAsync(WriterStatements.SealsAfter(chain.Writer.Id, chain.Reached, chain.Writer.Seals, PageSize), WriterStatements.ReadSeal, cancellationToken);
            chain.IsAtEnd = page.Count < PageSize;
            foreach (var seal in page)
            {
                chain.Ahead.Enqueue(seal);
            }

            if (page.Count == 0)
            {
                return false;
            }
        }

        var next = chain.Ahead.Dequeue();
        var hasEvents = visitor.Meet(chain, next);
        chain.Last = next;
        if (hasEvents && SequenceRanges.TryParse(next.Sequences) is { } ranges)
        {
            chain.Expect(next, ranges);
        }

        return true;
    }

    private void GiveUp(WalkedChain chain)
    {
        var (seal, ranges) = chain.Current!.Value;
        var missing = ranges.Numbers.Where(number => !chain.Waiting.ContainsKey(number)).Take(10).ToList();
        chain.TakeFound();
        visitor.Miss(chain, seal, missing);
    }
}

/// <summary>One writer's chain on the way: which seal is next, and which events wait for theirs.</summary>
internal sealed class WalkedChain(EventWriter writer)
{
    public EventWriter Writer { get; } = writer;

    /// <summary>The last seal that was met.</summary>
    public EventSeal? Last { get; set; }

    /// <summary>Something is wrong with it; events that fit no seal are no surprise then.</summary>
    public bool IsBroken { get; set; }

    /// <summary>The number of the last seal that was met.</summary>
    public long Reached => Last?.Number ?? 0;

    public Dictionary<long, ChainedEvent> Waiting { get; } = [];

    public (EventSeal Seal, SequenceRanges Ranges)? Current { get; private set; }

    public long Found { get; set; }

    public Queue<EventSeal> Ahead { get; } = [];

    public bool IsAtEnd { get; set; }

    public void Expect(EventSeal seal, SequenceRanges ranges)
    {
        Current = (seal, ranges);
        Found = ranges.Count > Waiting.Count ? Waiting.Keys.Count(ranges.Contains) : ranges.Numbers.Count(Waiting.ContainsKey);
    }

    /// <summary>The events of the current seal that were found; it is done with.</summary>
    public List<ChainedEvent> TakeFound()
    {
        var found = new List<ChainedEvent>();
        foreach (var number in Current!.Value.Ranges.Numbers)
        {
            if (Waiting.Remove(number, out var one))
            {
                found.Add(one);
            }
        }

        Current = null;
        Found = 0;
        return found;
    }
}
