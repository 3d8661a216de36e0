using System.Text.Json.Nodes;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>What commands and files change is recorded with who did it and each field before and after, secrets redacted (LOG-07, LOG-08, ASVS 16.2.5).</summary>
public sealed class AdministrativeEventTests(Servers servers) : IDisposable
{
    private const string Redacted = "redacted";
    private readonly string _folder = Place.NewFolder();

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.UserCreated, SecurityEventType.ClientCreated, SecurityEventType.ScopeCreated, SecurityEventType.ProvisioningApplied)]
    public async Task A_file_that_is_applied_tells_each_thing_that_it_makes(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        (await RunAsync(data, "migrate")).ShouldBeDone();
        var trail = await AuditTrail.FromNowAsync(data);
        var file = Write(new JsonObject
        {
            ["scopes"] = new JsonArray(new JsonObject { ["name"] = "stars.count", ["display_name"] = "Count stars", ["resources"] = new JsonArray("observatory") }),
            ["clients"] = new JsonArray(Registrations.Worker.ToJson().Also(client => client["scope"] = "stars.count")),
            ["users"] = new JsonArray(People.Ada.ToJson()),
        });


        (await RunAsync(data, "apply", file, "--dry-run")).ShouldBeDone();
        (await trail.NewAsync()).ShouldBeEmpty("a dry run changes nothing");
        (await RunAsync(data, "apply", file)).ShouldBeDone();


        var rows = await trail.ShouldBeAsync(
            SecurityEventType.ScopeCreated, SecurityEventType.ClientCreated, SecurityEventType.UserCreated, SecurityEventType.ProvisioningApplied);
        foreach (var row in rows)
        {
            row.ShouldBeOfAnActor("command:apply");
            row.Details.ShouldNotBeNull().ShouldNotContain(Registrations.Worker.Secret!);
            row.Details.ShouldNotContain(People.Ada.Password);
        }

        rows[0].Detail("scope").ShouldBe("stars.count");
        rows[0].Field("display_name").ShouldBe((null, "Count stars"));
        rows[1].Client.ShouldBe("worker");
        rows[1].Field("client_secret").ShouldBe((null, Redacted));
        rows[1].Field("scope").ShouldBe((null, "stars.count"));
        rows[2].Subject.ShouldNotBeNull();
        rows[2].Field("password_hash").ShouldBe((null, Redacted));
        rows[2].Field("security_stamp").ShouldBe((null, Redacted));
        rows[2].Field("email").ShouldBe((null, "ada@example.test"));
        rows[2].Field("profile.nickname").ShouldBe((null, "Countess"));
        rows[2].Field("roles").ShouldBe(("[]", "[\"analyst\",\"customer\"]"));
        rows[3].Detail("file").ShouldBe(Path.GetFileName(file));


        (await RunAsync(data, "apply", file)).ShouldBeDone();
        (await trail.NewAsync()).Count.ShouldBe(4, "applying again changes nothing");
    }

    [Theory]
    [BothDatabases]
    [Triggers(
        SecurityEventType.UserChanged, SecurityEventType.ClientChanged, SecurityEventType.ClientSecretChanged, SecurityEventType.ScopeChanged,
        SecurityEventType.UserDisabled, SecurityEventType.ProvisioningApplied)]
    public async Task A_file_that_changes_things_tells_what_was_and_what_is(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        var provisioning = Registrations.Provisioning();
        (await RunAsync(data, "apply", Write(provisioning))).ShouldBeDone();
        var trail = await AuditTrail.FromNowAsync(data);
        provisioning["scopes"]![0]!["display_name"] = "See your orders";
        provisioning["clients"]![0]!["client_name"] = "Another <name>\u202e";
        provisioning["clients"]![0]!["client_secret"] = Registrations.Other.Secret;
        provisioning["users"]![0]!["email"] = "countess@example.test";
        provisioning["users"]![0]!["nickname"] = "The Countess";
        provisioning["users"]![0]!["roles"] = new JsonArray("customer");
        provisioning["users"]![1]!["disabled"] = true;


        (await RunAsync(data, "apply", Write(provisioning))).ShouldBeDone();


        var rows = await trail.ShouldBeAsync(
            SecurityEventType.ScopeChanged, SecurityEventType.ClientChanged, SecurityEventType.ClientSecretChanged, SecurityEventType.UserChanged,
            SecurityEventType.UserDisabled, SecurityEventType.ProvisioningApplied);
        rows[0].Field("display_name").ShouldBe(("Read your orders", "See your orders"));
        rows[1].Client.ShouldBe("web");
        rows[1].Field("client_name").ShouldBe(("Client at web.example.test", "Another <name>\\u202e"));
        rows[2].Field("client_secret").ShouldBe((Redacted, Redacted));
        rows[3].Field("email").ShouldBe(("ada@example.test", "countess@example.test"));
        rows[3].Field("profile.nickname").ShouldBe(("Countess", "The Countess"));
        rows[3].Field("roles").ShouldBe(("[\"analyst\",\"customer\"]", "[\"customer\"]"));
        rows[3].Field("concurrency_stamp").ShouldBe((Redacted, Redacted));
        rows[4].Subject.ShouldNotBe(rows[3].Subject);
        rows[4].Field("disabled_at").Before.ShouldBeNull();
        rows.ShouldAllBe(row => row.Details!.All(character => character >= ' ' && character <= '~'));
    }

    [Theory]
    [BothDatabases]
    [Triggers(
        SecurityEventType.UserCreated, SecurityEventType.PasswordChanged, SecurityEventType.UserDisabled, SecurityEventType.UserEnabled,
        SecurityEventType.ClientSecretChanged, SecurityEventType.AllTokensRevoked, SecurityEventType.ProvisioningApplied)]
    public async Task Care_on_the_host_names_the_command(Database database)
    {
        await using var server = await servers.StartFirstAsync(database, Registrations.Provisioning());
        var data = server.Database;
        (await data.EventsAsync()).Single(row => row.Type == SecurityEventType.ProvisioningApplied)
            .ShouldBeOfAnActor("provisioning:provisioning.Development.json, provisioning.json");
        var trail = await AuditTrail.FromNowAsync(data);


        (await WithPasswordAsync(server, "Mills-Number-1833-difference", "users", "add", "charles", "--email", "charles@example.test")).ShouldBeDone();
        var added = (await trail.ShouldBeAsync(SecurityEventType.UserCreated)).ShouldBeOfAnActor("command:users add");
        added.Field("email").ShouldBe((null, "charles@example.test"));
        var charles = added.Subject;

        (await server.As(Registrations.Mobile).PasswordAsync(new Person("charles", "Mills-Number-1833-difference"))).ShouldSucceed();
        trail = await AuditTrail.FromNowAsync(data);
        (await WithPasswordAsync(server, "Another-Number-1833-difference", "users", "set-password", "charles")).ShouldBeDone();
        var set = await trail.ShouldBeAsync(SecurityEventType.PasswordChanged, SecurityEventType.AllTokensRevoked);
        set[0].ShouldBeOfAnActor("command:users set-password").Field("password_hash").ShouldBe((Redacted, Redacted));
        set[1].ShouldBeOfAnActor("command:users set-password").Detail("sessions").ShouldBe("1");
        set.ShouldAllBe(row => row.Subject == charles && !row.Details!.Contains("Another-Number"));

        trail = await AuditTrail.FromNowAsync(data);
        (await CommandAsync(server, "users", "lock", "charles")).ShouldBeDone();
        (await CommandAsync(server, "users", "lock", "charles")).ShouldBeDone();
        var locked = (await trail.ShouldBeAsync(SecurityEventType.UserDisabled)).ShouldBeOfAnActor("command:users lock");
        locked.Subject.ShouldBe(charles);
        locked.Field("disabled_at").After.ShouldNotBeNull();

        trail = await AuditTrail.FromNowAsync(data);
        (await CommandAsync(server, "users", "unlock", "charles")).ShouldBeDone();
        (await trail.ShouldBeAsync(SecurityEventType.UserEnabled)).ShouldBeOfAnActor("command:users unlock").Subject.ShouldBe(charles);

        trail = await AuditTrail.FromNowAsync(data);
        var secret = await CommandAsync(server, "clients", "secret", "web");
        // What it says beside the secret goes where a pipe does not take it.
        secret.ExitCode.ShouldBe(0, secret.Text);
        var changed = (await trail.ShouldBeAsync(SecurityEventType.ClientSecretChanged)).ShouldBeOfAnActor("command:clients secret");
        changed.Client.ShouldBe("web");
        changed.Details.ShouldNotBeNull().ShouldNotContain(secret.Output.Trim());
    }

    [Theory]
    [BothDatabases]
    public async Task A_refused_command_records_nothing(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        var provisioning = Registrations.Provisioning();
        (await RunAsync(data, "apply", Write(provisioning))).ShouldBeDone();
        var trail = await AuditTrail.FromNowAsync(data);
        // The address of one is the name of the other: found only when everything has been compared.
        provisioning["users"]![0]!["nickname"] = "Changed before the refusal";
        provisioning["users"]![1]!["email"] = "ada@example.test";


        (await RunAsync(data, "apply", Write(provisioning))).ExitCode.ShouldBe(1);
        (await RunAsync(data, "users", "lock", "nobody")).ExitCode.ShouldBe(1);


        (await trail.NewAsync()).ShouldBeEmpty();
    }

    [Theory]
    [BothDatabases]
    public async Task A_very_long_change_is_cut_and_stays_json(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        var claims = new JsonObject();
        for (var i = 0; i < 60; i++)
        {
            claims["claim_" + i] = new string('é', 300);
        }

        var trail = await TrailAsync(data);


        (await RunAsync(data, "apply", Write(new JsonObject
        {
            ["users"] = new JsonArray(new JsonObject { ["username"] = "long", ["password"] = "Long-Number-1842-analytical", ["claims"] = claims }),
        }))).ShouldBeDone();


        var row = (await trail.NewAsync()).Single(row => row.Type == SecurityEventType.UserCreated).ShouldBeComplete();
        int.Parse(row.Detail("more_fields")!).ShouldBeGreaterThan(50);
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<AuditTrail> TrailAsync(TestDatabase data)
    {
        (await RunAsync(data, "migrate")).ShouldBeDone();
        return await AuditTrail.FromNowAsync(data);
    }

    private string Write(JsonObject provisioning)
    {
        var file = Path.Combine(_folder, "given.json");
        File.WriteAllText(file, provisioning.ToJsonString());
        return file;
    }

    private Task<CommandResult> RunAsync(TestDatabase data, params string[] arguments) => Command.CosmoAsync(
        _folder, "Development", [.. arguments, .. data.Settings.Select(setting => $"--{setting.Key}={setting.Value}")]);

    private static Task<CommandResult> CommandAsync(RunningServer server, params string[] arguments) =>
        Command.CosmoAsync(server.Folder, "Development", [.. arguments, .. server.DataArguments]);

    private static Task<CommandResult> WithPasswordAsync(RunningServer server, string password, params string[] arguments) => Command.FinishAsync(
        Command.Describe(server.Folder, Place.Dotnet, [Place.Program, .. arguments, "--password-stdin", .. server.DataArguments], "Development"), password + "\n");
}

/// <summary>Changes a JSON object in the middle of an expression.</summary>
internal static class JsonObjectExtensions
{
    public static JsonObject Also(this JsonObject json, Action<JsonObject> change)
    {
        change(json);
        return json;
    }
}
