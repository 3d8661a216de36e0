using System.Text.Json.Nodes;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Server;

/// <summary>The commands of the host: what they do, twice the same, and what they refuse with one clear line (contract: Commands, Provisioning file).</summary>
public sealed class CommandTests(Servers servers) : IDisposable
{
    private readonly string _folder = Place.NewFolder();

    [Theory]
    [BothDatabases]
    public async Task Applying_twice_changes_nothing(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        var file = Write(Registrations.Provisioning());


        var first = await RunProcessAsync(data, "apply", file);
        var between = await ContentAsync(data);
        var second = await RunProcessAsync(data, "apply", file);


        first.ExitCode.ShouldBe(0, first.Text);
        second.ExitCode.ShouldBe(0, second.Text);
        (await ContentAsync(data)).ShouldBe(between);
        between.ShouldContain("orders-api");
    }

    [Theory]
    [BothDatabases]
    public async Task A_dry_run_prints_the_difference_and_makes_none(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        (await RunAsync(data, "migrate")).ExitCode.ShouldBe(0);
        var before = await ContentAsync(data);


        var dry = await RunAsync(data, "apply", Write(Registrations.Provisioning()), "--dry-run");


        dry.ExitCode.ShouldBe(0, dry.Text);
        foreach (var name in new[] { "web", "ada", "orders.read" })
        {
            dry.Output.ShouldContain(name);
        }

        dry.Text.ShouldNotContain(Registrations.Web.Secret!);
        dry.Text.ShouldNotContain(People.Ada.Password);
        (await ContentAsync(data)).ShouldBe(before);
    }

    [Fact]
    public async Task A_change_in_the_file_is_the_only_change_in_the_database()
    {
        var data = await servers.NewDatabaseAsync(Database.Sqlite, _folder);
        var provisioning = Registrations.Provisioning();
        (await RunAsync(data, "apply", Write(provisioning))).ExitCode.ShouldBe(0);
        provisioning["clients"]![0]!["client_name"] = "A new name";

        var dry = await RunAsync(data, "apply", Write(provisioning), "--dry-run");
        var applied = await RunAsync(data, "apply", Write(provisioning));

        dry.Output.ShouldContain("web");
        dry.Output.ShouldNotContain("orders-api");
        applied.ExitCode.ShouldBe(0, applied.Text);
        (await ContentAsync(data)).ShouldContain("A new name");
    }

    [Theory]
    [BothDatabases]
    public async Task A_person_disabled_by_the_file_loses_everything_at_once(Database database)
    {
        // V029: on a running server, without a restart.
        await using var server = await servers.StartAsync(database);
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var tokens = await client.SignInAsync(People.Ada, "openid offline_access orders.read", browser);
        var provisioning = Registrations.Provisioning();
        provisioning["users"]![0]!["disabled"] = true;


        var applied = await Command.CosmoAsync(server.Folder, "Development", ["apply", Write(provisioning), .. server.DataArguments]);


        applied.ExitCode.ShouldBe(0, applied.Text);
        await Eventually.HoldsAsync(
            async () => (await client.UserInfoAsync(tokens.AccessToken)).Status == 401, TimeSpan.FromSeconds(1), "a disabled person's access token was refused");
        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeInactive();
        (await client.RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
        var silent = client.Authorization().With("prompt", "none");
        (await browser.OpenAsync(silent.Url)).AtClient().ShouldFail(silent, server.Issuer, "login_required");
        (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldFail(400, "invalid_grant");
    }

    [Fact]
    public async Task A_client_taken_from_the_file_or_narrowed_is_so_on_a_running_server()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);
        var client = server.As(Registrations.Mobile);
        (await client.PasswordAsync(People.Ada, "openid orders.read")).ShouldSucceed();
        var provisioning = Registrations.Provisioning();
        provisioning["clients"]!.AsArray().Single(item => item!["client_id"]!.GetValue<string>() == "mobile")!["scope"] = "openid";

        (await Command.CosmoAsync(server.Folder, "Development", ["apply", Write(provisioning), .. server.DataArguments])).ExitCode.ShouldBe(0);

        await Eventually.HoldsAsync(
            async () => (await client.PasswordAsync(People.Ada, "openid orders.read")).Error == "invalid_scope", TimeSpan.FromSeconds(3), "a scope that was taken away was refused");
        (await client.PasswordAsync(People.Ada, "openid")).ShouldSucceed();
    }

    /// <summary>Files with one thing wrong, and where.</summary>
    public static TheoryData<string, string, string> Faults { get; } = new()
    {
        { "clients/0", """{"redirect_urls":[]}""", "clients[0].redirect_urls" },
        { "clients/3", """{"token_endpoint_auth_method":"client_secret_jwt"}""", "clients[3].token_endpoint_auth_method" },
        { "clients/0", """{"grant_types":["implicit"]}""", "clients[0].grant_types" },
        { "clients/0", """{"response_types":["token"]}""", "clients[0].response_types" },
        { "clients/0", """{"redirect_uris":["http://web.example.test/callback"]}""", "clients[0].redirect_uris" },
        { "clients/0", """{"redirect_uris":["https://web.example.test/callback#here"]}""", "clients[0].redirect_uris" },
        { "clients/0", """{"redirect_uris":["https://web.example.test/callback?code=1"]}""", "clients[0].redirect_uris" },
        { "clients/0", """{"redirect_uris":["https://*.example.test/callback"]}""", "clients[0].redirect_uris" },
        { "clients/0", """{"redirect_uris":["javascript:alert(1)"]}""", "clients[0].redirect_uris" },
        { "clients/0", """{"redirect_uris":["/callback"]}""", "clients[0].redirect_uris" },
        { "clients/0", """{"redirect_uris":"https://web.example.test/callback"}""", "clients[0].redirect_uris" },
        { "clients/0", """{"logo_uri":"javascript:alert(1)"}""", "clients[0].logo_uri" },
        { "clients/0", """{"scope":"openid no.such.scope"}""", "no.such.scope" },
        { "clients/0", """{"consent":"sometimes"}""", "clients[0].consent" },
        { "clients/0", """{"client_id":"other"}""", "client_id" },
        { "clients/5", """{"require_pkce":false}""", "clients[5].require_pkce" },
        { "clients/5", """{"client_secret":"Zx81LrYpT5c0dQkq3mWbnE7uGhJ2sVfA9iKoB4tXe6M"}""", "clients[5].client_secret" },
        { "clients/4", """{"jwks":{"keys":[]}}""", "clients[4].jwks" },
        { "clients/4", """{"jwks":{"keys":[{"kty":"RSA","n":"AQAB","e":"AQ"}]}}""", "clients[4].jwks" },
        { "clients/0", """{"userinfo_signed_response_alg":"RS256"}""", "clients[0].userinfo_signed_response_alg" },
        { "users/0", """{"pasword":"x"}""", "users[0].pasword" },
        { "users/0", """{"username":""}""", "users[0].username" },
        { "users/0", """{"email_verified":"yes"}""", "users[0].email_verified" },
        { "users/1", """{"username":"ADA"}""", "users[1].username" },
        { "users/0", """{"address":"somewhere"}""", "users[0].address" },
        { "scopes/0", """{"resource":["orders-api"]}""", "scopes[0].resource" },
        { "scopes/0", """{"name":"two words"}""", "scopes[0].name" },
        { "", """{"client":[]}""", "client" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_file_with_a_fault_is_refused_whole_with_its_path(string where, string change, string path)
    {
        var data = await servers.NewDatabaseAsync(Database.Sqlite, _folder);
        var provisioning = Registrations.Provisioning();
        var target = where.Length == 0 ? provisioning : (JsonObject)provisioning[where.Split('/')[0]]![int.Parse(where.Split('/')[1])]!;
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            target[name] = value?.DeepClone();
        }

        var refused = await RunAsync(data, "apply", Write(provisioning));

        refused.ExitCode.ShouldBe(1, refused.Text);
        refused.Errors.ShouldContain(path);
        refused.Text.ShouldNotContain("   at ");
        (await ContentAsync(data)).ShouldNotContain("orders.read", customMessage: "half a file was applied");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"clients\":[}")]
    [InlineData("{\"clients\":{}}")]
    [InlineData("{\"clients\":[],\"clients\":[]}")]
    [InlineData("\u0000\u0001\u0002")]
    public async Task What_is_no_such_json_is_refused_with_one_clear_line(string text)
    {
        var data = await servers.NewDatabaseAsync(Database.Sqlite, _folder);
        var file = Path.Combine(_folder, "broken.json");
        await File.WriteAllTextAsync(file, text, CancellationToken.None);

        var refused = await RunAsync(data, "apply", file);

        refused.ExitCode.ShouldBe(1, refused.Text);
        refused.Errors.ShouldContain("broken.json");
        refused.Text.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_refused()
    {
        var data = await servers.NewDatabaseAsync(Database.Sqlite, _folder);

        var refused = await RunProcessAsync(data, "apply", "nowhere.json");

        refused.ExitCode.ShouldBe(1, refused.Text);
        refused.Errors.ShouldContain("nowhere.json");
    }

    [Theory]
    [BothDatabases]
    public async Task Migrating_twice_says_that_there_was_nothing_left(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);

        var first = await RunProcessAsync(data, "migrate");
        var second = await RunProcessAsync(data, "migrate");

        first.ExitCode.ShouldBe(0, first.Text);
        second.ExitCode.ShouldBe(0, second.Text);
        second.Output.ShouldNotBe(first.Output);
        second.Output.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("apply")]
    [InlineData("users", "lock")]
    [InlineData("serve", "--no-such-option")]
    public async Task Wrong_usage_exits_with_2(params string[] arguments)
    {
        var result = await Command.CosmoProcessAsync(_folder, "Development", arguments);

        result.ExitCode.ShouldBe(2, result.Text);
        result.Errors.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData]
    [InlineData("serve")]
    [InlineData("migrate")]
    [InlineData("apply")]
    [InlineData("users")]
    [InlineData("users", "add")]
    [InlineData("clients")]
    [InlineData("keys")]
    [InlineData("doctor")]
    public async Task Each_command_explains_itself(params string[] arguments)
    {
        var result = await Command.CosmoProcessAsync(_folder, "Development", [.. arguments, "--help"]);

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldContain("cosmo-identity");
    }

    [Fact]
    public async Task Users_are_added_locked_unlocked_and_listed_and_given_passwords()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);
        var client = server.As(Registrations.Mobile);
        var person = new Person("barbara", "Substitution-Number-1987");

        var list = await Command.CosmoAsync(server.Folder, "Development", ["users", "list", .. server.DataArguments]);
        var added = await AddAsync(server, person);
        added.ExitCode.ShouldBe(0, added.Text);
        (await client.PasswordAsync(person)).ShouldSucceed();
        var locked = await Command.CosmoAsync(server.Folder, "Development", ["users", "lock", "barbara", .. server.DataArguments]);
        (await client.PasswordAsync(person)).ShouldFail(400, "invalid_grant");
        var unlocked = await Command.CosmoAsync(server.Folder, "Development", ["users", "unlock", "barbara", .. server.DataArguments]);

        (await client.PasswordAsync(person)).ShouldSucceed();
        list.Output.ShouldContain("ada");
        new[] { list, added, locked, unlocked }.ShouldAllBe(result => result.ExitCode == 0);
        new[] { list, added, locked, unlocked }.ShouldAllBe(result => !result.Text.Contains(person.Password));
        var unknown = await Command.CosmoAsync(server.Folder, "Development", ["users", "lock", "nobody", .. server.DataArguments]);
        unknown.ExitCode.ShouldBe(1);
        unknown.Errors.ShouldContain("nobody");
    }

    [Fact]
    public async Task Clients_and_keys_are_listed_without_their_secrets_and_a_new_secret_is_shown_once()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);

        var clients = await Command.CosmoAsync(server.Folder, "Development", ["clients", "list", .. server.DataArguments]);
        var keys = await Command.CosmoAsync(server.Folder, "Development", ["keys", "list", .. server.DataArguments]);
        var renewed = await Command.CosmoAsync(server.Folder, "Development", ["clients", "secret", "desk", .. server.DataArguments]);
        var secret = System.Text.RegularExpressions.Regex.Match(renewed.Output, "[A-Za-z0-9_-]{43,}", default, TimeSpan.FromSeconds(1)).Value;

        clients.ExitCode.ShouldBe(0, clients.Text);
        clients.Output.ShouldContain("worker");
        clients.Output.ShouldNotContain(Registrations.Worker.Secret!);
        keys.ExitCode.ShouldBe(0, keys.Text);
        keys.Output.ShouldContain("ES256");
        keys.Output.ShouldContain("RS256");
        keys.Output.ShouldNotContain("PRIVATE");
        renewed.ExitCode.ShouldBe(0, renewed.Text);
        secret.Length.ShouldBeGreaterThanOrEqualTo(43, renewed.Text);
        await Eventually.HoldsAsync(
            async () => (await server.As(Registrations.Desk with { Secret = secret }).PasswordAsync(People.Ada)).Status == 200,
            TimeSpan.FromSeconds(3), "the running server took the new secret");
        (await server.As(Registrations.Desk).PasswordAsync(People.Ada)).ShouldFail(401, "invalid_client");
    }

    [Fact]
    public async Task Doctor_finds_nothing_wrong_with_a_working_server()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);

        var result = await Command.CosmoProcessAsync(server.Folder, "Development", ["doctor", .. server.DataArguments]);

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldNotBeEmpty();
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<CommandResult> AddAsync(RunningServer server, Person person)
    {
        // The password comes on standard input: an argument would be seen by every user of the machine.
        var start = Command.Describe(
            server.Folder, Place.Dotnet, [Place.Program, "users", "add", person.UserName, "--email", "barbara@example.test", "--password-stdin", .. server.DataArguments], "Development");
        return await Command.FinishAsync(start, person.Password + "\n");
    }

    private Task<CommandResult> RunAsync(TestDatabase database, params string[] arguments) =>
        Command.CosmoAsync(_folder, "Development", [.. arguments, .. database.Settings.Select(setting => $"--{setting.Key}={setting.Value}")]);

    private Task<CommandResult> RunProcessAsync(TestDatabase database, params string[] arguments) =>
        Command.CosmoProcessAsync(_folder, "Development", [.. arguments, .. database.Settings.Select(setting => $"--{setting.Key}={setting.Value}")]);

    private string Write(JsonObject provisioning)
    {
        var file = Path.Combine(_folder, "given.json");
        File.WriteAllText(file, provisioning.ToJsonString());
        return file;
    }

    private Task<string> ContentAsync(TestDatabase database) => database.ContentAsync(_folder);
}
