using System.Collections.Concurrent;
using Cosmo.Identity.Data;
using Cosmo.Identity.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.SecurityEvents.Chain;

/// <summary>
/// Chains the events of this process: takes those that are durable and writes, a moment later and beside the requests, one seal
/// over all that came since the last. When it is disposed of, everything is sealed and the chain is closed.
/// </summary>
internal sealed partial class EventSealer : IAsyncDisposable
{
    /// <summary>At most one seal in this time: under load a seal costs next to nothing.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    /// <summary>What commits together arrives together; it shall not take two seals.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);

    /// <summary>How often it says that it lives, see <see cref="ChainRecovery.Silence"/>.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    private const int LargestSeal = 5000;

    private readonly ConcurrentQueue<SealableEvent> arrived = new();
    private readonly SemaphoreSlim signal = new(0);
    private readonly List<SealableEvent> waiting = [];
    private readonly DoubtfulEvents doubtful;
    private readonly Database database;
    private readonly ThisWriter writer;
    private readonly TimeProvider clock;
    private readonly ILogger<EventSealer> log;
    private readonly IDisposable subscription;
    private readonly Task loop;
    private ChainEnd end;
    private int isSignalled;
    private volatile bool isStopping;

    public EventSealer(Database database, EventKey key, ThisWriter writer, SecurityEventFeed feed, TimeProvider clock, ILogger<EventSealer> log)
    {
        this.database = database;
        this.writer = writer;
        this.clock = clock;
        this.log = log;
        end = new ChainEnd(key, writer.Row, 0, null);
        doubtful = new DoubtfulEvents(database);
        subscription = feed.Subscribe(Take);
        loop = Task.Run(RunAsync);
    }

    /// <summary>An event of this process that is durable; what was only counted is none.</summary>
    public void Take(SecurityEvent fact)
    {
        if (fact.IsOnlyCounted)
        {
            return;
        }

        arrived.Enqueue(new SealableEvent(fact.Sequence, fact.Mac));
        Signal();
    }

    /// <summary>An event whose transaction failed, as far as this process knows.</summary>
    public void Doubt(SecurityEvent fact)
    {
        if (!fact.IsOnlyCounted)
        {
            doubtful.Add(fact);
        }
    }

    public async ValueTask DisposeAsync()
    {
        subscription.Dispose();
        isStopping = true;
        signal.Release();
        await loop;
        await StopAsync();
        signal.Dispose();
    }

    private void Signal()
    {
        if (Interlocked.Exchange(ref isSignalled, 1) == 0)
        {
            signal.Release();
        }
    }

    private async Task RunAsync()
    {
        while (!isStopping)
        {
            var pause = Period;
            try
            {
                await SealWaitingAsync();
            }
            catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception))
            {
                // The events themselves are durable; they wait for the next try.
                pause = PauseAfterFault;
            }
            catch (Exception exception)
            {
                Failed(log, exception);
                pause = PauseAfterFault;
            }

            if (!isStopping)
            {
                await Task.Delay(pause);
                await signal.WaitAsync(Heartbeat);
                await Task.Delay(Gathering);
            }
        }
    }

    private async Task SealWaitingAsync()
    {
        Volatile.Write(ref isSignalled, 0);
        var saysNothing = !writer.IsRegistered || isStopping;
        if (!writer.IsRegistered)
        {
            await database.ExecuteAsync([writer.Register()], CancellationToken.None);
            writer.IsRegistered = true;
        }

        Gather(await doubtful.FindWrittenAsync(isStopping));
        if (waiting.Count == 0 && !saysNothing)
        {
            await WriteAsync(end, [end.Touch(clock.GetUtcNow())], 0);
        }

        while (waiting.Count > 0)
        {
            var part = waiting.GetRange(0, Math.Min(waiting.Count, LargestSeal));
            var (next, statements) = end.Seal(part, EventTime.Now(clock));
            await WriteAsync(next, statements, part.Count);
        }
    }

    private void Gather(IEnumerable<SealableEvent> found)
    {
        waiting.AddRange(found);
        while (arrived.TryDequeue(out var one))
        {
            waiting.Add(one);
        }

        waiting.Sort(static (one, other) => one.Sequence.CompareTo(other.Sequence));
    }

    private async Task WriteAsync(ChainEnd next, SqlStatement[] statements, int count)
    {
        var touched = await database.ExecuteAsync(statements, CancellationToken.None);
        if (touched[0] == 0)
        {
            await CatchUpAsync();
            return;
        }

        end = next;
        waiting.RemoveRange(0, count);
        Measures.EventSeals.Add(1);
        if (touched[^1] == 0)
        {
            Tampered(log, writer.Id, writer.Row.Name);
        }
    }

    /// <summary>
    /// The chain in the database is not as this process left it: another one took it for dead (it was halted for a minute) and
    /// sealed its events, or a seal was written whose answer was lost. It goes on after what it finds there.
    /// </summary>
    private async Task CatchUpAsync()
    {
        var row = await database.ReadFirstAsync(WriterStatements.Find(writer.Id), WriterStatements.ReadWriter, CancellationToken.None);
        var before = end.Number;
        IReadOnlyList<EventSeal> seals;
        do
        {
            seals = await database.ReadAllAsync(WriterStatements.SealsAfter(writer.Id, end.Number, long.MaxValue, 1000), WriterStatements.ReadSeal, CancellationToken.None);
            foreach (var seal in seals)
            {
                var covered = SequenceRanges.TryParse(seal.Sequences);
                waiting.RemoveAll(one => covered?.Contains(one.Sequence) == true);
                end = end with { Number = seal.Number, Mac = seal.Mac };
            }
        }
        while (seals.Count > 0);

        if (row is null || row.Seals != end.Number || end.Number == before)
        {
            // Nobody but an intruder does this. Mending it would hide it: what waits stays unsealed, and `events verify` tells of it.
            Tampered(log, writer.Id, writer.Row.Name);
            waiting.Clear();
        }
    }

    private async Task StopAsync()
    {
        try
        {
            if (!writer.IsRegistered && arrived.IsEmpty)
            {
                return;
            }

            await SealWaitingAsync();
            if (doubtful.IsEmpty)
            {
                var now = EventTime.Now(clock);
                await database.ExecuteAsync([end.Touch(now, now)], CancellationToken.None);
            }
        }
        catch (Exception exception)
        {
            // Another process finds the chain open and silent, and closes it.
            Failed(log, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The security events of this process could not be sealed; they are durable, and are sealed later.")]
    private static partial void Failed(ILogger log, Exception exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The chain of security events of writer {Writer} ({Name}) was changed in the database by somebody else. Run: cosmo-identity events verify")]
    private static partial void Tampered(ILogger log, long writer, string name);
}
