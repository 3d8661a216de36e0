using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cosmo.Identity.Tests.Harness;
using Xunit;

namespace Cosmo.Identity.Tests.Admin.Users;

/// <summary>One server for each database on which administrators do things to people: one test after the other, so that nobody ends another test's.</summary>
[CollectionDefinition(nameof(PeopleConsole))]
public sealed class PeopleConsole : ICollectionFixture<PeopleServers>;

/// <summary>The servers of <see cref="PeopleConsole"/>. Everybody on them has an account of their own for each test.</summary>
public sealed class PeopleServers(Servers servers) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Database, Lazy<Task<HostedServer>>> started = new();

    /// <summary>Another administrator.</summary>
    public static Person Nora { get; } = new("nora", Administrators.Root.Password)
    {
        Profile = new JsonObject { ["roles"] = new JsonArray("admin"), ["email"] = "nora@example.test", ["email_verified"] = true },
    };

    /// <summary>Somebody to whom a test does something; with a verified address.</summary>
    public static Person Victim(string name) => new("victim-" + name, "Victim-Number-1888-of-tests")
    {
        Profile = new JsonObject { ["email"] = $"{name}@victims.test", ["email_verified"] = true, ["name"] = "Victim of " + name },
    };

    /// <summary>The one on this database.</summary>
    public Task<HostedServer> OnAsync(Database database) => started.GetOrAdd(database, _ => new Lazy<Task<HostedServer>>(() => StartAsync(database))).Value;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var server in Servers.Made(started.Values))
        {
            await (await server).DisposeAsync();
        }
    }

    private async Task<HostedServer> StartAsync(Database database)
    {
        var provisioning = Administrators.Provisioning();
        foreach (var person in (Person[])[Nora, .. ((string[])["lock", "reset", "down", "out", "roles", "factor", "guessed", "one", "many", "other", "selected", "hit", "bystander", "first", "second"]).Select(Victim)])
        {
            provisioning["users"]!.AsArray().Add(person.ToJson());
        }

        var server = await servers.StartFirstAsync(
            database, provisioning, Servers.BehindProxy, ("SecondFactors:Policy", "Off"), ("RateLimits:ExemptNetworks:0", "127.0.0.0/8"), ("Threats:Mode", "Off"));
        // The account that Development brings along would be one administrator more.
        await server.Database.ExecuteAsync("DELETE FROM user_roles WHERE user_id = (SELECT id FROM users WHERE user_name = 'admin')");
        return server;
    }
}

/// <summary>What tests of the console do again and again.</summary>
internal static class ConsoleSteps
{
    /// <summary>The subject of somebody.</summary>
    public static async Task<Guid> SubjectAsync(this RunningServer server, Person person) =>
        Guid.Parse((await server.Database.LinesAsync($"SELECT id FROM users WHERE user_name = '{person.UserName}'")).Single());

    /// <summary>An order to the admin API.</summary>
    public static Task<Answer> OrderAsync(this RunningServer server, (string Name, string Value) token, HttpMethod method, string path, object? body) =>
        server.Http.SendAsync(method, "/api/v1/admin/" + path, body is null ? null : JsonContent.Create(body), token);

    /// <summary>Fills in the form of a page that asks before it acts, and goes on to where it leads.</summary>
    public static async Task<Page> ConfirmAsync(this Browser browser, string path, params (string Name, string Value)[] values)
    {
        var page = await browser.OpenAsync(path);
        return await browser.SubmitAsync(page.At(path.Split('?')[0]), "Reason", values);
    }
}
