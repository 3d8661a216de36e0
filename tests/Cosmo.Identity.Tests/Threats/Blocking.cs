using System.Diagnostics;
using Cosmo.Identity.Server.Commands;
using Cosmo.Identity.Server.Configuration;
using Cosmo.Identity.Tests.Harness;
using Npgsql;
using Shouldly;

namespace Cosmo.Identity.Tests.Threats;

/// <summary>How tests come from any address, have it blocked by the operator's command, and read what was recorded.</summary>
internal static class Blocking
{
    /// <summary>The header that says whose request it is, behind <see cref="Servers.BehindProxy"/>.</summary>
    public static (string, string) From(string address) => ("X-Forwarded-For", address);

    /// <summary>Runs <c>blocks …</c> on the server's own data.</summary>
    public static Task<CommandResult> BlocksAsync(this RunningServer server, params string[] arguments) =>
        Command.CosmoAsync(server.Folder, "Development", ["blocks", .. arguments, .. server.DataArguments]);

    /// <summary>Blocks as the command does, and waits until the server knows; the contract is a second.</summary>
    public static async Task BlockAsync(this RunningServer server, string network, string seenFrom)
    {
        var program = new ProgramSettings([.. server.DataArguments, "--Environment=Development", $"--Keys:Directory={Path.Combine(server.Folder, "certs")}"]);
        await BlockCare.PlaceAsync(program, network, duration: null, "a test", CancellationToken.None);
        await Eventually.HoldsAsync(
            async () => (await server.Http.GetAsync("/", From(seenFrom))).Status == 403, TimeSpan.FromSeconds(2), $"a request from {seenFrom} was refused");
    }

    /// <summary>The lines that a query gives, columns joined by <c>|</c>.</summary>
    public static async Task<IReadOnlyList<string>> LinesAsync(this TestDatabase database, string query)
    {
        var result = database.Kind == Database.Sqlite
            ? await Command.RunAsync("/", "sqlite3", ["-batch", "-bail", "-cmd", ".timeout 10000", database.ConnectionString["Data Source=".Length..], query])
            : await Command.FinishAsync(Psql(database.ConnectionString, query));
        result.ExitCode.ShouldBe(0, result.Text);
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static ProcessStartInfo Psql(string connectionString, string query)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        return Command.Describe(
            "/", Path.Combine(PostgresCluster.Binaries, "psql"),
            ["-h", connection.Host!, "-p", connection.Port.ToString(), "-U", connection.Username!, "-d", connection.Database!, "-v", "ON_ERROR_STOP=1", "-Atc", query], "Development");
    }
}
