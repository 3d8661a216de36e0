using System.Text.Json.Nodes;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Provisioning;

/// <summary>What a file declares reaches a server that runs, within a second, and never overrides what people own (V029, V085, ASVS 7.4.2).</summary>
public sealed class ApplyToRunningServerTests(Servers servers) : IDisposable
{
    private readonly string _folder = Place.NewFolder();

    [Theory]
    [BothDatabases]
    public async Task A_user_disabled_by_a_file_loses_every_session_at_once(Database database)
    {
        await using var server = await servers.StartAsync(database);
        var client = server.As(Registrations.Mobile);
        var tokens = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        var others = (await client.PasswordAsync(People.Grace)).ShouldSucceed();


        (await ApplyAsync(server, UserFile(People.Ada.UserName, ("disabled", true)))).ExitCode.ShouldBe(0);


        (await client.RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await client.UserInfoAsync(tokens.AccessToken)).Status.ShouldBe(401);
        (await client.PasswordAsync(People.Ada)).ShouldFail(400, "invalid_grant");
        (await client.RefreshAsync(others.RefreshToken)).ShouldSucceed();
    }

    [Fact]
    public async Task A_user_locked_by_hand_is_not_unlocked_by_a_file_that_does_not_say_so()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);
        (await Command.CosmoAsync(server.Folder, "Development", ["users", "lock", People.Ada.UserName, .. server.DataArguments])).ExitCode.ShouldBe(0);


        (await ApplyAsync(server, UserFile(People.Ada.UserName, ("nickname", "The Countess")))).ExitCode.ShouldBe(0);


        (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldFail(400, "invalid_grant");
    }

    [Fact]
    public async Task A_file_does_not_change_a_password_that_is_there()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);


        var applied = await ApplyAsync(server, UserFile(People.Ada.UserName, ("password", "another-password-of-a-file")));


        applied.Output.ShouldContain("Nothing to change.");
        applied.Output.ShouldContain("users set-password");
        (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();
        (await server.As(Registrations.Mobile).PasswordAsync(People.Ada, password: "another-password-of-a-file")).ShouldFail(400, "invalid_grant");
    }

    [Fact]
    public async Task A_scope_and_a_client_that_are_new_work_without_a_restart()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);
        var robot = new Registration("robot", "aQ1wS2eD3rF4tG5yH6uJ7iK8oL9pZ0xCvBnMqWeRtYu");


        (await ApplyAsync(server, new JsonObject
        {
            ["scopes"] = new JsonArray(new JsonObject { ["name"] = "stars.count", ["resources"] = new JsonArray("observatory") }),
            ["clients"] = new JsonArray(new JsonObject
            {
                ["client_id"] = "robot",
                ["client_secret"] = robot.Secret,
                ["grant_types"] = new JsonArray("client_credentials"),
                ["scope"] = "stars.count",
            }),
        })).ExitCode.ShouldBe(0);


        await Eventually.HoldsAsync(
            async () => (await server.As(robot).ClientCredentialsAsync("stars.count")).Status == 200,
            TimeSpan.FromSeconds(3), "the running server knows the new client");
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static JsonObject UserFile(string userName, (string Name, JsonNode Value) member) =>
        new() { ["users"] = new JsonArray(new JsonObject { ["username"] = userName, [member.Name] = member.Value }) };

    private async Task<CommandResult> ApplyAsync(RunningServer server, JsonObject provisioning)
    {
        var file = Path.Combine(_folder, "given.json");
        await File.WriteAllTextAsync(file, provisioning.ToJsonString());
        return await Command.CosmoAsync(server.Folder, "Development", ["apply", file, .. server.DataArguments]);
    }
}
