using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Threats;

/// <summary>What an operator orders on the host, every running server does within a second, and the audit trail knows who ordered it (D10).</summary>
[Collection(nameof(Alone)), Trait(nameof(Alone), Alone.Load)]
public sealed class BlocksAtOnceTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.BlockPlaced, SecurityEventType.BlockLifted)]
    public async Task A_block_is_placed_listed_and_lifted_while_the_server_runs(Database database)
    {
        await using var server = await servers.StartAsync(database, Servers.BehindProxy);
        (await StatusAsync(server, "198.51.100.7")).ShouldBe(200);


        var add = await server.BlocksAsync("add", "::ffff:198.51.100.7", "--for", "30m", "--reason", "port \u001b[31mscan");
        var again = await server.BlocksAsync("add", "198.51.100.7/32");
        await Eventually.HoldsAsync(async () => await StatusAsync(server, "198.51.100.7") == 403, TimeSpan.FromSeconds(1), "the running server refused");
        var list = await server.BlocksAsync("list");
        var neighbour = await StatusAsync(server, "198.51.100.8");
        var remove = await server.BlocksAsync("remove", "198.51.100.7");
        await Eventually.HoldsAsync(async () => await StatusAsync(server, "198.51.100.7") == 200, TimeSpan.FromSeconds(1), "the running server let it in again");


        add.ExitCode.ShouldBe(0, add.Text);
        add.Output.ShouldStartWith("198.51.100.7/32 is blocked until ");
        again.ExitCode.ShouldBe(1);
        again.Errors.ShouldContain("blocked already");
        list.Output.ShouldContain("198.51.100.7/32");
        list.Output.ShouldContain("command:blocks add");
        list.Output.ShouldNotContain("\u001b");
        neighbour.ShouldBe(200);
        remove.ExitCode.ShouldBe(0, remove.Text);
        (await server.BlocksAsync("remove", "198.51.100.7")).ExitCode.ShouldBe(1);
        var events = await server.Database.LinesAsync("SELECT type, actor FROM security_events WHERE type IN (7005, 7006) ORDER BY id");
        events.ShouldBe(["7005|command:blocks add", "7006|command:blocks remove"]);
    }

    [Fact]
    public async Task Two_nodes_obey_and_both_know_again_after_a_restart()
    {
        await using var first = await servers.StartProcessAsync(Database.PostgreSql, Servers.BehindProxy);
        await using var second = await first.StartAnotherNodeAsync();
        await second.StopAsync();
        await second.StartAgainAsync(Servers.BehindProxy);


        (await first.BlocksAsync("add", "2001:db8:7:8::/64")).ExitCode.ShouldBe(0);


        await Eventually.HoldsAsync(async () => await StatusAsync(first, "2001:db8:7:8::1") == 403, TimeSpan.FromSeconds(1), "node 1 refused");
        await Eventually.HoldsAsync(async () => await StatusAsync(second, "2001:db8:7:8:9::1") == 403, TimeSpan.FromSeconds(1), "node 2 refused");
        (await StatusAsync(second, "2001:db8:7:9::1")).ShouldBe(200);
        await second.KillAsync();
        await second.StartAgainAsync(Servers.BehindProxy);
        (await StatusAsync(second, "2001:db8:7:8::1")).ShouldBe(403, "from the first request on");
    }

    private static async Task<int> StatusAsync(RunningServer server, string address) => (await server.Http.GetAsync("/", Blocking.From(address))).Status;
}
