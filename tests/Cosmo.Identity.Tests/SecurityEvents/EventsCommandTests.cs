using System.Text.Json;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>The audit trail of a real server, as an operator has it: verified and exported while it runs, after kill -9, and by two nodes.</summary>
public sealed class EventsCommandTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.EventsExported, SecurityEventType.EventsVerified, SecurityEventType.SchemaMigrated, SecurityEventType.ServerStarted, SecurityEventType.ServerStopped)]
    public async Task A_running_server_a_killed_one_and_a_stopped_one_verify(Database database)
    {
        await using var server = await servers.StartFirstProcessAsync(database);
        (await RunAsync(server, "events", "verify")).ShouldBeDone().Output.ShouldContain("The chain is whole");


        await server.KillAsync();
        (await RunAsync(server, "events", "verify")).ShouldBeDone();
        await server.StartAgainAsync();
        (await RunAsync(server, "events", "verify")).ShouldBeDone();
        (await server.StopAsync()).ShouldBe(0);


        (await RunAsync(server, "events", "verify")).ShouldBeDone();
        var types = (await ExportAsync(server)).Select(line => line.GetProperty("type").GetString()).ToList();
        types.Count(type => type == "system.schema_migrated").ShouldBe(1);
        types.Count(type => type == "system.server_started").ShouldBe(2);
        types.Count(type => type == "system.server_stopped").ShouldBe(1);
        types.Count(type => type == "administration.events_verified").ShouldBe(4);
        types[^1].ShouldBe("administration.events_exported");
    }

    [Theory]
    [BothDatabases]
    public async Task What_is_changed_in_the_database_fails_the_verification(Database database)
    {
        await using var server = await servers.StartFirstProcessAsync(database);
        (await server.StopAsync()).ShouldBe(0);
        await server.Database.ExecuteAsync("UPDATE security_events SET details = NULL WHERE type = 9001");


        var result = await RunAsync(server, "events", "verify");


        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldContain("The chain is broken. First broken link: event ");
        result.Errors.ShouldContain("changed since it was written");
        result.Errors.Trim().ShouldNotContain('\n');
    }

    [Fact]
    public async Task Two_nodes_and_their_commands_are_one_trail()
    {
        await using var first = await servers.StartFirstProcessAsync(Database.PostgreSql);
        await using var second = await first.StartAnotherNodeAsync();


        var verified = await RunAsync(first, "events", "verify");
        (await second.StopAsync()).ShouldBe(0);
        var again = await RunAsync(first, "events", "verify");


        verified.ShouldBeDone();
        again.ShouldBeDone().Output.ShouldContain("writers: 3");
    }

    [Fact]
    public async Task A_reader_that_has_seen_enough_ends_the_export_quietly()
    {
        await using var server = await servers.StartFirstProcessAsync(Database.Sqlite);
        var arguments = string.Join(' ', server.DataArguments.Select(argument => $"'{argument}'"));


        var result = await Command.RunAsync(server.Folder, "/bin/bash", ["-o", "pipefail", "-c", $"'{Place.Dotnet}' '{Place.Program}' events export {arguments} | true"]);


        result.ExitCode.ShouldBe(0, result.Text);
        result.Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--from", "yesterday")]
    [InlineData("--type", "no.such_type")]
    [InlineData("--severity", "loud")]
    [InlineData("--limit", "3")]
    public async Task What_cannot_be_asked_for_is_wrong_usage(string option, string value)
    {
        var server = await servers.AnyAsync();

        var result = await RunAsync(server, "events", "export", option, value);

        result.ExitCode.ShouldBe(2, result.Text);
        result.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_command_in_a_directory_without_the_keys_refuses_instead_of_making_new_ones()
    {
        var server = await servers.AnyAsync();
        var folder = Place.NewFolder();

        var result = await Command.CosmoAsync(folder, "Development", ["events", "verify", .. server.DataArguments]);

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldContain("Keys:Directory");
        Directory.EnumerateFileSystemEntries(folder).ShouldBeEmpty();
        Directory.Delete(folder);
    }

    private static Task<CommandResult> RunAsync(RunningServer server, params string[] arguments) =>
        Command.CosmoAsync(server.Folder, "Development", [.. arguments, .. server.DataArguments]);

    private static async Task<IReadOnlyList<JsonElement>> ExportAsync(RunningServer server)
    {
        // The export writes to the process's own output.
        var result = (await Command.CosmoProcessAsync(server.Folder, "Development", ["events", "export", .. server.DataArguments])).ShouldBeDone();
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}

/// <summary>How commands end.</summary>
internal static class CommandResultAssertions
{
    public static CommandResult ShouldBeDone(this CommandResult result)
    {
        result.ExitCode.ShouldBe(0, result.Text);
        result.Errors.ShouldBeEmpty();
        return result;
    }
}
