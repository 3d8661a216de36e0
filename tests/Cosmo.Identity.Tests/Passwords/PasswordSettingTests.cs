using System.Text;
using System.Text.Json.Nodes;
using Cosmo.Identity.Provisioning;
using Cosmo.Identity.Server.Commands;
using Cosmo.Identity.Server.Configuration;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Passwords;

/// <summary>Every place that sets a password asks the rules: commands and the provisioning file (ASVS 6.2.4, 6.2.12; NIST N-08).</summary>
public sealed class PasswordSettingTests(Servers servers) : IDisposable
{
    private readonly string _folder = Place.NewFolder();

    [Fact]
    public async Task The_commands_refuse_what_attackers_try_first_and_advise_on_the_rest()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);
        using var service = BreachService.Knowing("zorblaxin tremolite");
        string[] asking = [$"--Passwords:BreachCheck:Url={service.Url}"];


        var common = await RunAsync(server, "password1", ["users", "add", "charles"]);
        var weak = await RunAsync(server, "difference9", ["users", "add", "charles", "--name", "Charles Babbage"]);
        var context = await RunAsync(server, "Babbage-1791", ["users", "set-password", "charles"]);
        var breached = await RunAsync(server, "zorblaxin tremolite", ["users", "set-password", "charles", .. asking]);
        var strong = await RunAsync(server, "zorblaxin tremolite quince", ["users", "set-password", "charles", .. asking]);


        (common.ExitCode, common.Errors.Trim()).ShouldBe((1, "The password is on lists of passwords that attackers try first."));
        weak.ExitCode.ShouldBe(0, weak.Text);
        weak.Output.ShouldContain("User charles was made.");
        weak.Output.ShouldContain("of 4)");
        weak.Output.ShouldContain("15 characters or more are advised");
        (context.ExitCode, context.Errors.Trim()).ShouldBe((1, "The password is little more than your user name, e-mail address or name, or what this service is called."));
        (breached.ExitCode, breached.Errors.Trim()).ShouldBe((1, "The password has appeared in a data breach: attackers have it."));
        strong.ExitCode.ShouldBe(0, strong.Text);
        strong.Output.ShouldContain("The password is strong (4 of 4).");
        (await server.As(Registrations.Mobile).PasswordAsync(new Person("charles", "zorblaxin tremolite quince"), "openid")).ShouldSucceed();
        service.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [BothDatabases]
    public async Task A_file_with_a_refused_password_says_its_path_and_applies_nothing(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        using var service = BreachService.Knowing("zorblaxin tremolite");
        await using var services = await ServicesAsync(data, $"--Passwords:BreachCheck:Url={service.Url}");
        JsonObject bad = File(("one", "quince marmalade jar"), ("two", "password1"), ("three", "three-333"), ("four", "zorblaxin tremolite"));


        var refused = (await ApplyAsync(services, bad)).ShouldBeOfType<ProvisioningResult.Refused>();


        refused.Errors.ShouldBe(
            [
                "users[1].password: is on lists of passwords that attackers try first",
                "users[2].password: is little more than your user name, e-mail address or name, or what this service is called",
                "users[3].password: has appeared in a data breach: attackers have it",
            ]);
        (await data.QueryAsync("SELECT id FROM users")).ShouldBeEmpty();
        (await ApplyAsync(services, File(("one", "quince marmalade jar")))).ShouldBeOfType<ProvisioningResult.Applied>();
        // Asked once for each that was to be set, and not inside the transaction again.
        service.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_file_applied_before_the_rules_were_stricter_goes_on_to_apply()
    {
        var data = await servers.NewDatabaseAsync(Database.Sqlite, _folder);
        await using var services = await ServicesAsync(data);
        (await ApplyAsync(services, File(("one", "quince marmalade jar")))).ShouldBeOfType<ProvisioningResult.Applied>();


        var again = await ApplyAsync(services, File(("one", "password1")));


        again.ShouldBeOfType<ProvisioningResult.Applied>().Changes.ShouldBeEmpty();
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static JsonObject File(params (string Name, string Password)[] users) => new()
    {
        ["users"] = new JsonArray([.. users.Select(user => new JsonObject { ["username"] = user.Name, ["password"] = user.Password })]),
    };

    private async Task<CommandServices> ServicesAsync(TestDatabase data, params string[] more) => await CommandServices.WithSchemaAsync(
        new ProgramSettings([.. data.Settings.Select(setting => $"--{setting.Key}={setting.Value}"), "--Environment=Development", $"--Keys:Directory={Path.Combine(_folder, "certs")}", .. more]),
        mayMigrate: true,
        CancellationToken.None);

    private static async Task<ProvisioningResult> ApplyAsync(CommandServices services, JsonObject json)
    {
        var parsed = ProvisioningParser.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()));
        var file = parsed.ShouldBeOfType<ProvisioningParsing.Accepted>().File;
        return await services.Applier.ApplyAsync(file, "given.json", dryRun: false, CancellationToken.None);
    }

    private static Task<CommandResult> RunAsync(RunningServer server, string password, string[] arguments) => Command.FinishAsync(
        Command.Describe(server.Folder, Place.Dotnet, [Place.Program, .. arguments, "--password-stdin", .. server.DataArguments], "Development"), password + "\n");
}
