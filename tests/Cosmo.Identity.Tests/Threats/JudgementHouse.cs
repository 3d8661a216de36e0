using Cosmo.Identity.Data;
using Cosmo.Identity.RateLimits;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Settings;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Threats;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Tests.Threats;

/// <summary>A node with nothing but a database, the audit trail, blocks and judgement; its clock stands where the test puts it.</summary>
internal sealed class JudgementHouse : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly string folder;

    private JudgementHouse(ServiceProvider services, TestDatabase data, string folder, Clock clock)
    {
        this.services = services;
        Data = data;
        this.folder = folder;
        Time = clock;
    }

    public TestDatabase Data { get; }

    public Clock Time { get; }

    public static async Task<JudgementHouse> BuildAsync(Harness.Database kind, Servers servers, params (string Key, string Value)[] settings)
    {
        var own = Place.NewFolder();
        var house = Build(await servers.NewDatabaseAsync(kind, own), own, settings);
        await house.Get<Schema>().MigrateAsync(CancellationToken.None);
        return house;
    }

    /// <summary>Another node on the same database.</summary>
    public JudgementHouse Neighbour() => Build(Data, Place.NewFolder(), []);

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public async Task<long> CountAsync(string query)
    {
        return await Get<Data.Database>().ReadFirstAsync(new SqlStatement(query), row => row.GetInt64(0), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static JudgementHouse Build(TestDatabase data, string own, (string Key, string Value)[] settings)
    {
        var clock = new Clock();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(data.Settings.Concat(settings).Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        var parts = new ServiceCollection();
        parts.AddLogging();
        parts.AddSingleton<TimeProvider>(clock);
        parts.AddData(configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>()!);
        parts.AddSecurityEvents(new SecurityEventsOptions(), _ => new EventKey(new byte[32], new byte[32]));
        parts.AddSingleton(new SettingsReader(configuration).Read<RateLimitsOptions>(RateLimitsOptions.Section).ExemptNetworks);
        parts.AddBlocks(configuration);
        parts.AddJudgement(configuration);
        return new JudgementHouse(parts.BuildServiceProvider(), data, own, clock);
    }

    /// <summary>The real time, and whatever is added to it.</summary>
    internal sealed class Clock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + Ahead;

        public override long GetTimestamp() => System.GetTimestamp() + (long)(Ahead.TotalSeconds * TimestampFrequency);
    }
}
