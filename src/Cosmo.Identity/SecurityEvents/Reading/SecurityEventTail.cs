using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents.Chain;

namespace Cosmo.Identity.SecurityEvents.Reading;

/// <summary>
/// The newest events of all nodes and commands, for those who watch: this process's own as they are committed, the others' by asking twice
/// a second, while anybody watches. Whoever falls too far behind is told so, and reads from the database instead.
/// </summary>
public sealed class SecurityEventTail
{
    private const int Kept = 4000;

    private const int MostOfOthers = 4000;

    private const string SelectOfOthers = $"SELECT {SecurityEventRow.Columns} FROM security_events WHERE id > $1 AND writer <> $2 ORDER BY id LIMIT $3";

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(450);

    /// <summary>A key is made before its transaction commits: so much later it may still appear.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);

    private readonly SecurityEventFeed feed;
    private readonly Database database;
    private readonly ThisWriter writer;
    private readonly TimeProvider clock;
    private readonly Lock changing = new();
    private readonly Queue<SecurityEvent> newest = new();
    private readonly HashSet<Guid> known = [];
    private readonly Queue<Guid> knownInOrder = new();
    private readonly SemaphoreSlim asking = new(1, 1);
    private long end;
    private bool isListening;
    private DateTimeOffset askedAt;

    internal SecurityEventTail(SecurityEventFeed feed, Database database, ThisWriter writer, TimeProvider clock) =>
        (this.feed, this.database, this.writer, this.clock) = (feed, database, writer, clock);

    /// <summary>Where whoever begins to watch now begins.</summary>
    public long Begin()
    {
        lock (changing)
        {
            if (!isListening)
            {
                isListening = true;
                feed.Subscribe(fact =>
                {
                    // What is only counted is no row that anybody could look at.
                    if (!fact.IsOnlyCounted)
                    {
                        Add(fact);
                    }
                });
                askedAt = clock.GetUtcNow();
            }

            return end;
        }
    }

    /// <summary>What came after a position, oldest first, and the position after it.</summary>
    public async Task<TailReading> ReadAsync(long position, CancellationToken cancellationToken)
    {
        await AskOthersAsync(cancellationToken);
        lock (changing)
        {
            var behind = end - position;
            return behind > newest.Count
                ? new TailReading([], end, IsGap: true)
                : new TailReading([.. newest.Skip(newest.Count - (int)behind)], end, IsGap: false);
        }
    }

    private async Task AskOthersAsync(CancellationToken cancellationToken)
    {
        if (clock.GetUtcNow() - askedAt < Period || !await asking.WaitAsync(0, cancellationToken))
        {
            return;
        }

        try
        {
            var since = askedAt;
            askedAt = clock.GetUtcNow();
            var others = await database.ReadAllAsync(
                new SqlStatement(SelectOfOthers, EventTime.FirstKeyAt(EventTime.ToMicrosecond(since - Late)), writer.Id, MostOfOthers), SecurityEventRow.TryRead, cancellationToken);
            foreach (var fact in others.OfType<SecurityEvent>())
            {
                Add(fact);
            }
        }
        finally
        {
            asking.Release();
        }
    }

    private void Add(SecurityEvent fact)
    {
        lock (changing)
        {
            if (!known.Add(fact.Id))
            {
                return;
            }

            knownInOrder.Enqueue(fact.Id);
            newest.Enqueue(fact);
            end++;
            if (newest.Count > Kept)
            {
                newest.Dequeue();
            }

            // Longer than the others' window holds, so that none of it comes twice.
            if (knownInOrder.Count > 2 * Kept + MostOfOthers)
            {
                known.Remove(knownInOrder.Dequeue());
            }
        }
    }
}

/// <summary>What is new.</summary>
/// <param name="Events">Oldest first.</param>
/// <param name="Position">Where to go on.</param>
/// <param name="IsGap">More came than is kept: what is missing is in the database.</param>
public sealed record TailReading(IReadOnlyList<SecurityEvent> Events, long Position, bool IsGap);
