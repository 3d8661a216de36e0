using System.Collections.Concurrent;
using System.Diagnostics;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.SecurityEvents.Chain;

/// <summary>Events whose transaction ended in a fault: some of them were written all the same, and belong into the chain.</summary>
internal sealed class DoubtfulEvents(Database database)
{
    /// <summary>A write that the database had taken before it fell silent may show this much later.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private const int Most = 20_000;

    private const int MostAtOnce = 200;

    private readonly ConcurrentQueue<(Guid Id, long Sequence, string Mac, long Since)> all = new();
    private long asked = Stopwatch.GetTimestamp();

    public bool IsEmpty => all.IsEmpty;

    public void Add(SecurityEvent fact)
    {
        // In a long outage nothing is written; the events of its beginning are those in question.
        if (all.Count < Most)
        {
            all.Enqueue((fact.Id, fact.Sequence, fact.Mac, Stopwatch.GetTimestamp()));
        }
    }

    /// <summary>Those that are in the database after all. What is not there after a while never will be.</summary>
    /// <param name="atOnce">Not only every few seconds.</param>
    public async Task<List<SealableEvent>> FindWrittenAsync(bool atOnce)
    {
        var found = new List<SealableEvent>();
        if (all.IsEmpty || (!atOnce && Stopwatch.GetElapsedTime(asked) < Period))
        {
            return found;
        }

        asked = Stopwatch.GetTimestamp();
        var count = Math.Min(all.Count, MostAtOnce);
        for (var i = 0; i < count && all.TryDequeue(out var one); i++)
        {
            try
            {
                if (await database.ReadFirstAsync(new SqlStatement("SELECT mac FROM security_events WHERE id = $1", one.Id), row => row.GetString(0), CancellationToken.None) == one.Mac)
                {
                    found.Add(new SealableEvent(one.Sequence, one.Mac));
                }
                else if (Stopwatch.GetElapsedTime(one.Since) < Patience)
                {
                    all.Enqueue(one);
                }
            }
            catch
            {
                all.Enqueue(one);
                if (found.Count == 0)
                {
                    throw;
                }

                break;
            }
        }

        return found;
    }
}
