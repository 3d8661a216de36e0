using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cosmo.Identity.Provisioning.Django;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Server.Commands;
using Cosmo.Identity.Server.Configuration;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.Passwords;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Provisioning.Django;

/// <summary>People move in from Django with the passwords that they have (issue 4, point 3; contract: <c>import django</c>).</summary>
public sealed class DjangoImportTests(Servers servers)
{
    private const string Hash = "pbkdf2_sha256$1000$salt$2jmj7l5rSw0yVb/vlWAYkK/YBwk2jmj7l5rSw0yVb/s=";

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.UserCreated, SecurityEventType.PasswordHashUpgraded)]
    public async Task People_of_Django_sign_in_with_their_passwords_and_get_a_hash_of_today(Database database)
    {
        await using var server = await servers.StartAsync(database);
        var people = DjangoHashes.All.Select((made, i) => new Person($"django{i}", made.Password)).ToList();
        var lines = DjangoHashes.All.Select((made, i) => Line($"django{i}", made.Hash, i)).Append(Line("away", Hash, 90, active: false)).Append(Line("boss", "!", 91, superuser: true));
        var file = Path.Combine(server.Folder, "users.jsonl");
        await File.WriteAllLinesAsync(file, lines, CancellationToken.None);
        var trail = await AuditTrail.FromNowAsync(server);


        var imported = await Command.CosmoAsync(server.Folder, "Development", ["import", "django", file, .. server.DataArguments]);


        imported.ExitCode.ShouldBe(0, imported.Text);
        imported.Output.Split('\n')[0].ShouldBe($"{people.Count + 2} added, 0 were here already, 0 refused");
        imported.Output.ShouldContain("1 were staff or superusers of the Django site. Nobody got a role");
        imported.Output.ShouldContain("1 were not active, and are disabled");
        imported.Output.ShouldContain("1 had no usable password");
        var events = await trail.ShouldBeAsync([.. Enumerable.Repeat(SecurityEventType.UserCreated, people.Count + 2)]);
        events.ShouldAllBe(row => row.Actor == "command:import django" && !row.Details!.Contains("sha"));
        events.Count(row => row.Details!.Contains("password_hash")).ShouldBe(people.Count + 1);

        // Twice: by the old hash, and by the new one. One is tried with a wrong password before; DjangoHashTests does it for all.
        var client = server.As(Registrations.Mobile);
        (await client.PasswordAsync(people[0], "openid", people[0].Password + "x")).ShouldFail(400, "invalid_grant");
        foreach (var person in people)
        {
            (await client.PasswordAsync(person, "openid profile email")).ShouldSucceed();
            (await client.PasswordAsync(person, "openid")).ShouldSucceed();
        }

        (await server.Database.RecordedAsync(SecurityEventType.PasswordHashUpgraded)).ShouldBe(people.Count);
        (await HashesAsync(server, "normalized_user_name LIKE 'DJANGO%'")).ShouldAllBe(hash => hash.StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
        (await client.PasswordAsync(new Person("away", "whatever-it-was"), "openid")).ShouldFail(400, "invalid_grant");
        (await client.PasswordAsync(new Person("boss", "!"), "openid")).ShouldFail(400, "invalid_grant");
        (await client.PasswordAsync(new Person("boss", ""), "openid")).ShouldFail(400, "invalid_request");
        (await server.Database.QueryAsync("SELECT user_id FROM user_roles ur JOIN users u ON u.id = ur.user_id WHERE u.normalized_user_name = 'BOSS'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_login_page_lets_somebody_of_Django_in_and_their_profile_came_along()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);
        var made = DjangoHashes.All[0];
        (await ImportAsync(server, [Line("grace.h", made.Hash, 1)])).Summary.Added.ShouldBe(1);
        var person = new Person("grace.h", made.Password);
        using var browser = server.NewBrowser();


        await browser.SignInAsync(await browser.OpenAsync("/login"), person, "not-" + made.Password);
        browser.HasSession.ShouldBeFalse();
        await browser.SignInAsync(person);


        // By the e-mail address, too.
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(new Person("GRACE.H@example.test", made.Password), "openid profile email")).ShouldSucceed();
        var claims = (await server.As(Registrations.Mobile).UserInfoAsync(tokens.AccessToken)).Json;
        claims.GetProperty("name").GetString().ShouldBe("First grace.h Last");
        claims.GetProperty("given_name").GetString().ShouldBe("First grace.h");
        claims.GetProperty("email_verified").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [BothDatabases]
    public async Task Run_again_it_changes_nothing_and_a_dry_run_never_does(Database database)
    {
        await using var server = await servers.StartAsync(database);
        string[] lines = [.. Enumerable.Range(0, 450).Select(i => Line($"many{i}", Hash, i)), Line("ADA", Hash, 500)];
        var before = await CountAsync(server);


        var dry = await ImportAsync(server, lines, dryRun: true);
        (await CountAsync(server)).ShouldBe(before);
        var first = await ImportAsync(server, lines);
        var second = await ImportAsync(server, lines);


        dry.Summary.ShouldBe(first.Summary);
        (first.Summary.Added, first.Summary.Here, first.Summary.Refused).ShouldBe((450, 1, 0));
        (second.Summary.Added, second.Summary.Here, second.Summary.Refused).ShouldBe((0, 451, 0));
        (await CountAsync(server)).ShouldBe(before + 450);
        // Who was here has the password that they had.
        (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task Names_that_would_lead_to_two_people_are_refused_by_line(Database database)
    {
        await using var server = await servers.StartAsync(database);


        var (summary, refused) = await ImportAsync(
            server,
            [
                Line("walter", Hash, 1),
                Line("WALTER", Hash, 2),
                // One in NFKC.
                Line("ｗalter", Hash, 3),
                "not json",
                Line("walter2", Hash, 5, email: "Walter@Example.test"),
                Line("walter@example.test", Hash, 6, email: ""),
                Line("ada@example.test", Hash, 7, email: ""),
                Line("lovelace", Hash, 8, email: "GRACE@example.test"),
                Line("lovelace2", Hash, 9, email: "grace"),
                Line("someone", "pbkdf2_sha256$50000000$salt$2jmj7l5rSw0yVb/vlWAYkK/YBwk2jmj7l5rSw0yVb/s=", 10),
                "",
                Line("last", Hash, 12),
            ]);


        (summary.Added, summary.Here, summary.Refused).ShouldBe((2, 0, 9));
        refused.Keys.Order().ShouldBe([2, 3, 4, 5, 6, 7, 8, 9, 10]);
        refused[2].ShouldContain("line 1");
        refused[3].ShouldContain("line 1");
        refused[5].ShouldContain("line 1");
        refused[6].ShouldContain("line 1");
        refused[7].ShouldContain("username is the e-mail address of somebody who is here already");
        refused[8].ShouldContain("email belongs to somebody who is here already");
        refused[10].ShouldContain("more than 4000000 iterations");
        (await HashesAsync(server, "normalized_user_name IN ('WALTER', 'LAST')")).Count.ShouldBe(2);
        (await HashesAsync(server, "normalized_user_name LIKE 'LOVELACE%' OR normalized_user_name LIKE '%@%'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_command_lists_what_it_refused_and_says_what_it_did()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);
        var file = Path.Combine(server.Folder, "users.jsonl");
        await File.WriteAllLinesAsync(file, [Line("one", Hash, 1), "{}", Line("two", "md5$a$b", 3)], CancellationToken.None);


        var imported = await Command.CosmoAsync(server.Folder, "Development", ["import", "django", file, .. server.DataArguments]);


        imported.ExitCode.ShouldBe(1, imported.Text);
        imported.Output.Trim().ShouldBe("1 added, 0 were here already, 2 refused");
        imported.Errors.ShouldContain($"{file}, line 2: is no user");
        imported.Errors.ShouldContain($"{file}, line 3: password is a hash of md5");
        imported.Text.ShouldNotContain("   at ");
    }

    private static string Line(string name, string hash, int id, bool active = true, bool superuser = false, string? email = null) => new JsonObject
    {
        ["model"] = "auth.user",
        ["pk"] = id,
        ["fields"] = new JsonObject
        {
            ["username"] = name,
            ["password"] = hash,
            ["email"] = email ?? $"{name}@example.test",
            ["first_name"] = $"First {name}",
            ["last_name"] = "Last",
            ["is_active"] = active,
            ["is_staff"] = superuser,
            ["is_superuser"] = superuser,
            ["date_joined"] = "2020-01-02T03:04:05Z",
        },
    }.ToJsonString(JsonSerializerOptions.Default);

    private static async Task<(DjangoImportSummary Summary, Dictionary<int, string> Refused)> ImportAsync(RunningServer server, string[] lines, bool dryRun = false)
    {
        var program = new ProgramSettings([.. server.DataArguments, "--Environment=Development", $"--Keys:Directory={Path.Combine(server.Folder, "certs")}"]);
        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: false, CancellationToken.None);
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        var refused = new Dictionary<int, string>();
        return (await services.DjangoImport.RunAsync(file, dryRun, refused.Add, CancellationToken.None), refused);
    }

    private static async Task<int> CountAsync(RunningServer server) => (await HashesAsync(server, "true")).Count;

    private static async Task<IReadOnlyList<string>> HashesAsync(RunningServer server, string condition) =>
        [.. (await server.Database.QueryAsync($"SELECT password_hash FROM users WHERE {condition}")).Select(row => row.GetProperty("password_hash").GetString()!)];
}
