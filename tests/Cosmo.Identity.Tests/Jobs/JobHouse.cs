using System.Security.Cryptography;
using Cosmo.Identity.Data;
using Cosmo.Identity.Jobs;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using DatabaseKind = Cosmo.Identity.Tests.Harness.Database;

namespace Cosmo.Identity.Tests.Jobs;

/// <summary>The slice Jobs on an empty database, without a server, under a clock of the test's own.</summary>
internal sealed class JobHouse : IAsyncDisposable
{
    private readonly string folder = Place.NewFolder();
    private ServiceProvider? services;

    public TurnedClock Clock { get; } = new();

    public TestDatabase Data { get; private set; } = null!;

    public static async Task<JobHouse> BuildAsync(Servers servers, DatabaseKind kind)
    {
        var house = new JobHouse();
        house.Data = await servers.NewDatabaseAsync(kind, house.folder);
        house.services = house.NewNode();
        await house.Get<Schema>().MigrateAsync(CancellationToken.None);
        return house;
    }

    public T Get<T>() where T : notnull => services!.GetRequiredService<T>();

    /// <summary>Another process on the same database.</summary>
    public ServiceProvider NewNode() => new ServiceCollection()
        .AddSingleton<TimeProvider>(Clock)
        .AddSingleton<IHostApplicationLifetime, NoLifetime>()
        .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
        .AddData(new DatabaseOptions { Provider = Enum.Parse<DatabaseProvider>(Data.Kind.ToString()), ConnectionString = Data.ConnectionString })
        .AddSecurityEvents(new SecurityEventsOptions(), _ => new EventKey(RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32)))
        .AddJobs(new JobsOptions())
        .BuildServiceProvider();

    public async ValueTask DisposeAsync()
    {
        await services!.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private sealed class NoLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
