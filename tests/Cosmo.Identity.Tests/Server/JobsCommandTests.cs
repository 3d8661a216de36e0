using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.Jobs;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Server;

/// <summary><c>jobs list</c> and <c>jobs run</c>, beside a running server too.</summary>
public sealed class JobsCommandTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task A_run_by_hand_is_done_beside_the_server_and_stands_in_the_list(Database database)
    {
        await using var server = await servers.StartAsync(database, ("Jobs:Enabled", "false"));
        await server.Database.ExecuteAsync(
            $"INSERT INTO tokens (id, expiration_date, status, type) VALUES ({SqlRows.Key(server.Database, Guid.CreateVersion7())}, {SqlRows.At(server.Database, DateTimeOffset.UtcNow.AddHours(-1))}, 'valid', 'x')");


        var before = await RunAsync(server, "jobs", "list");
        var run = await RunAsync(server, "jobs", "run", "pruneexpiredrows");
        var after = await RunAsync(server, "jobs", "list");


        before.Output.ShouldContain("never ran");
        run.ExitCode.ShouldBe(0, run.Text);
        run.Output.ShouldContain("rows: 1.");
        after.Output.ShouldContain("done");
        (await SqlRows.CountAsync(server.Database, "SELECT count(*) FROM tokens WHERE type = 'x'")).ShouldBe(0);
    }

    [Theory]
    [BothDatabases]
    public async Task A_clock_in_doubt_refuses_it_until_somebody_vouches(Database database)
    {
        await using var server = await servers.StartAsync(database, ("Jobs:Enabled", "false"));
        var future = DateTimeOffset.UtcNow.AddHours(1);
        await server.Database.ExecuteAsync(
            $"INSERT INTO job_runs (id, job, node, started_at, duration_milliseconds, rows) VALUES ({SqlRows.Key(server.Database, Guid.CreateVersion7(future))}, 'Other', 'other/1', {SqlRows.At(server.Database, future)}, 1, 0)");


        var refused = await RunAsync(server, "jobs", "run", "PruneExpiredRows");
        var vouched = await RunAsync(server, "jobs", "run", "PruneExpiredRows", "--trust-clock");


        refused.ExitCode.ShouldBe(1, refused.Text);
        refused.Errors.ShouldContain("clock");
        vouched.ExitCode.ShouldBe(0, vouched.Text);
    }

    [Fact]
    public async Task A_name_that_is_none_is_refused_with_those_that_are()
    {
        await using var server = await servers.StartAsync(Database.Sqlite, ("Jobs:Enabled", "false"));

        var result = await RunAsync(server, "jobs", "run", "Nonsense");

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldContain("PruneExpiredRows");
    }

    private static Task<CommandResult> RunAsync(RunningServer server, params string[] command) =>
        Command.CosmoAsync(server.Folder, "Development", [.. command, .. server.DataArguments, $"--Urls={server.Address}"]);
}
