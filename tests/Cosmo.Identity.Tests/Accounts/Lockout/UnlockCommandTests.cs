using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Lockout;

/// <summary>The break-glass commands see locks and take them away, and leave a trace (LOCK-14).</summary>
public sealed class UnlockCommandTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.AccountUnlocked)]
    public async Task A_locked_account_is_listed_and_unlocked_with_its_devices(Database database)
    {
        const string Phone = "the-phone-of-ada-lovelace";
        await using var server = await servers.StartAsync(database);
        (await server.TryAsync(People.Ada, device: Phone)).ShouldSucceed();
        await server.GuessAsync(People.Ada, 5);
        await server.GuessAsync(People.Ada, 5, device: Phone);

        var list = await RunAsync(server, "users", "list");
        var unlocked = await RunAsync(server, "users", "unlock", "Ada");

        list.Output.Split('\n').Single(line => line.StartsWith("ada ")).ShouldContain("locked until ");
        list.Output.Split('\n').Single(line => line.StartsWith("grace ")).ShouldContain(" open ");
        unlocked.ExitCode.ShouldBe(0, unlocked.Text);
        (await server.TryAsync(People.Ada)).ShouldSucceed();
        (await server.TryAsync(People.Ada, device: Phone)).ShouldSucceed();
        (await server.Database.LinesAsync($"SELECT actor FROM security_events WHERE type = {(int)SecurityEventType.AccountUnlocked}")).ShouldBe(["command:users unlock"]);
    }

    [Theory]
    [BothDatabases]
    public async Task A_new_password_does_not_inherit_the_failures_of_the_old_one(Database database)
    {
        await using var server = await servers.StartAsync(database);
        await server.GuessAsync(People.Ada, 5);
        var start = Command.Describe(server.Folder, Place.Dotnet, [Place.Program, "users", "set-password", "ada", "--password-stdin", .. server.DataArguments], "Development");

        var set = await Command.FinishAsync(start, "A-new-Engine-Number-1843\n");

        set.ExitCode.ShouldBe(0, set.Text);
        (await server.TryAsync(People.Ada, "A-new-Engine-Number-1843")).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task A_locked_address_is_unlocked(Database database)
    {
        await using var server = await servers.StartAsync(database, Servers.BehindProxy);
        for (var number = 0; number < 5; number++)
        {
            await server.GuessAsync(new Person($"somebody-{number}", ""), 1, from: "2001:db8:7:7::1");
        }

        (await server.TryAsync(People.Ada, from: "2001:db8:7:7::2")).ShouldFail(400, "invalid_grant");
        var unlocked = await RunAsync(server, "users", "unlock", "--address", "2001:db8:7:7::3");
        var again = await RunAsync(server, "users", "unlock", "--address", "2001:db8:7:7::3");

        unlocked.ExitCode.ShouldBe(0, unlocked.Text);
        unlocked.Output.ShouldContain("2001:db8:7:7::/64");
        again.Output.ShouldContain("No failed sign-ins");
        (await server.TryAsync(People.Ada, from: "2001:db8:7:7::2")).ShouldSucceed();
        (await server.EventsAsync(SecurityEventType.BlockLifted)).ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData]
    [InlineData("ada", "--address", "192.0.2.1")]
    public async Task Somebody_or_some_address_is_unlocked_and_not_both(params string[] arguments)
    {
        var server = await servers.AnyAsync();

        (await RunAsync(server, ["users", "unlock", .. arguments])).ExitCode.ShouldBe(2);
    }

    private static Task<CommandResult> RunAsync(RunningServer server, params string[] arguments) =>
        Command.CosmoAsync(server.Folder, "Development", [.. arguments, .. server.DataArguments]);
}
