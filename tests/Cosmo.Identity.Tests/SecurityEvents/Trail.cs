using System.Text;
using Cosmo.Identity.Data;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Chain;
using Cosmo.Identity.SecurityEvents.Floods;
using Cosmo.Identity.SecurityEvents.Reading;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>The audit trail as one process has it, on a database of the test's; several of them are several nodes. Disposing of it is an orderly stop.</summary>
internal sealed class Trail : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private Trail(TestDatabase data, TimeProvider clock, TimeSpan retention) => _services = new ServiceCollection()
        .AddLogging()
        .AddSingleton(clock)
        .AddData(new DatabaseOptions { Provider = Enum.Parse<DatabaseProvider>(data.Kind.ToString()), ConnectionString = data.ConnectionString })
        .AddSecurityEvents(new SecurityEventsOptions { Retention = retention }, _ => Key)
        .BuildServiceProvider();

    public static EventKey Key { get; } = new(Encoding.UTF8.GetBytes("a secret of thirty-two bytes ..."), Encoding.UTF8.GetBytes("another one of thirty-two bytes."));

    public Cosmo.Identity.Data.Database Database => _services.GetRequiredService<Cosmo.Identity.Data.Database>();

    public SecurityEventRecorder Recorder => _services.GetRequiredService<SecurityEventRecorder>();

    public SecurityEventStamp Stamp => _services.GetRequiredService<SecurityEventStamp>();

    public SecurityEventFeed Feed => _services.GetRequiredService<SecurityEventFeed>();

    public EventSealer Sealer => _services.GetRequiredService<EventSealer>();

    public ChainRecovery Recovery => _services.GetRequiredService<ChainRecovery>();

    public FloodCloser Floods => _services.GetRequiredService<FloodCloser>();

    public PruneEventsJob Pruning => _services.GetRequiredService<PruneEventsJob>();

    public SecurityEventReader Reader => _services.GetRequiredService<SecurityEventReader>();

    public static async Task<Trail> OpenAsync(TestDatabase data, TimeProvider? clock = null, TimeSpan? retention = null)
    {
        var trail = new Trail(data, clock ?? TimeProvider.System, retention ?? TimeSpan.FromDays(365));
        await trail._services.GetRequiredService<Schema>().MigrateAsync(CancellationToken.None);
        return trail;
    }

    /// <summary>An event of a request from this address.</summary>
    public static SecurityEvent From(string address, SecurityEventType type = SecurityEventType.SignInFailed) =>
        SecurityEvent.Of(type, new RequestOrigin(System.Net.IPAddress.Parse(address), "Test"), "request-1");

    public Task RecordAsync(SecurityEvent fact) => Recorder.RecordAsync(fact, CancellationToken.None);

    /// <summary>Events that are always rows.</summary>
    public async Task RecordAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await RecordAsync(From("192.0.2.1", SecurityEventType.SignedIn));
        }
    }

    /// <summary>Writes an event as a process does that dies before it can seal it.</summary>
    public async Task RecordUnsealedAsync(SecurityEvent fact)
    {
        Stamp.Complete(fact);
        var values = new SqlValue[SecurityEventRow.ColumnCount];
        SecurityEventRow.WriteTo(values, fact);
        await Database.ExecuteAsync(
            [new SqlStatement($"INSERT INTO security_events ({SecurityEventRow.Columns}) VALUES ({SecurityEventRow.Places})", values)], CancellationToken.None);
    }

    /// <summary>Waits until everything that this process recorded is under a seal.</summary>
    public Task SealedAsync() => Eventually.HoldsAsync(
        async () => (await VerifyAsync()) is { Unsealed: 0, Events: > 0 }, TimeSpan.FromSeconds(20), "all events were sealed");

    public Task<ChainReport> VerifyAsync() => _services.GetRequiredService<ChainVerifier>().RunAsync(CancellationToken.None);

    public async Task<string[]> ExportAsync(SecurityEventFilter? filter = null)
    {
        using var stream = new MemoryStream();
        await _services.GetRequiredService<EventExport>().RunAsync(filter ?? new SecurityEventFilter(), stream, CancellationToken.None);
        return Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public async Task<IReadOnlyList<SecurityEvent>> AllAsync()
    {
        var all = new List<SecurityEvent>();
        await foreach (var page in SecurityEventPages.ReadAsync(Database, Guid.Empty, CancellationToken.None))
        {
            all.AddRange(page.Select(row => row.Event).OfType<SecurityEvent>());
        }

        return all;
    }

    public async Task<long> CountAsync(string table) =>
        await Database.ReadFirstAsync(new SqlStatement($"SELECT count(*) FROM {table}"), row => row.GetInt64(0), CancellationToken.None);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>A clock that a test moves.</summary>
internal sealed class TestClock : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Volatile.Read(ref _ahead));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Volatile.Read(ref _ahead);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);
}
