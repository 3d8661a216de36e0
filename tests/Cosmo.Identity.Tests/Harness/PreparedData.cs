using Shouldly;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>
/// Keys and database of a server that was started once with the usual clients and people, and stopped. Tests get copies: to migrate,
/// make keys and hash passwords for each of hundreds of servers would be half of the suite's time. First starts have tests of their own.
/// </summary>
public sealed class PreparedData : IDisposable
{
    private readonly string _folder;
    private readonly TestDatabase _database;
    private readonly PostgresCluster? _cluster;

    private PreparedData(string folder, TestDatabase database, PostgresCluster? cluster)
    {
        _folder = folder;
        _database = database;
        _cluster = cluster;
    }

    /// <summary>Starts a server for the first time and stops it.</summary>
    public static async Task<PreparedData> MakeAsync(Database database, PostgresCluster? cluster)
    {
        var server = await ServerProcess.StartAsync(database, cluster, Registrations.Provisioning());
        (await server.StopAsync()).ShouldBe(0, server.Output);
        return new PreparedData(server.Folder, server.Database, cluster);
    }

    /// <summary>Puts a copy of the keys into the folder of a new server; returns its copy of the database.</summary>
    public async Task<TestDatabase> CopyToAsync(string folder)
    {
        var keys = Directory.CreateDirectory(Path.Combine(folder, "certs"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in Directory.GetFiles(Path.Combine(_folder, keys.Name)))
        {
            File.Copy(file, Path.Combine(keys.FullName, Path.GetFileName(file)));
        }

        return await TestDatabase.CopyAsync(_database, folder, _cluster);
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
