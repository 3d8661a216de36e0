using System.Text.Json.Nodes;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.Threats;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.WhoAmI;

/// <summary>An operator learns which address the server sees and why; a stranger learns his own and nothing else (XFF-01..10, ADM-01).</summary>
public sealed class WhoAmITests(Servers servers)
{
    private const string Path = "/api/v1/whoami";

    [Fact]
    public async Task A_stranger_learns_his_own_address_only()
    {
        await using var server = await StartAsync();

        var answer = (await server.Http.GetAsync(Path, Blocking.From("::ffff:203.0.113.9"))).ShouldSucceed();

        answer.Json.EnumerateObject().Select(member => (member.Name, member.Value.GetString())).ShouldBe([("address", "203.0.113.9")]);
        answer.Header("Cache-Control").ShouldBe("no-store");
        (await server.Http.GetAsync(Path, Blocking.From("203.0.113.9"), ("Authorization", "Bearer rubbish"))).ShouldSucceed().Has("peer").ShouldBeFalse();
    }

    [Fact]
    public async Task An_operator_at_the_machine_sees_that_the_proxy_does_not_say_who_comes()
    {
        await using var server = await StartAsync();

        var answer = (await server.Http.GetAsync(Path)).ShouldSucceed();

        answer.Text("address").ShouldBe("127.0.0.1");
        answer.Text("limit_key").ShouldBe("127.0.0.1");
        answer.Json.GetProperty("peer_is_trusted_proxy").GetBoolean().ShouldBeTrue();
        answer.Json.GetProperty("forwarded_for").GetProperty("reason").GetString().ShouldNotBeNull().ShouldContain("did not send it");
        answer.Text("scheme").ShouldBe("http");
        answer.Text("issuer").ShouldBe(server.Issuer);
    }

    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7", "198.51.100.7")]
    [InlineData("203.0.113.1, 198.51.100.7", "198.51.100.7", "198.51.100.7")]
    [InlineData("198.51.100.7, 127.0.0.9", "198.51.100.7", "198.51.100.7")]
    [InlineData("2001:db8:e:1::7", "2001:db8:e:1::7", "2001:db8:e:1::/64")]
    public async Task An_exempt_caller_sees_which_entry_was_used(string forwardedFor, string address, string limitKey)
    {
        await using var server = await StartAsync();

        var answer = (await server.Http.GetAsync(Path, Blocking.From(forwardedFor), ("X-Real-IP", "1.2.3.4"))).ShouldSucceed();

        answer.Text("address").ShouldBe(address);
        answer.Text("limit_key").ShouldBe(limitKey);
        answer.Text("peer").ShouldBe("127.0.0.1");
        answer.Json.GetProperty("is_exempt").GetBoolean().ShouldBeTrue();
        answer.Json.GetProperty("forwarded_for").GetProperty("value").GetString().ShouldBe(forwardedFor);
        answer.Json.GetProperty("forwarded_for").GetProperty("used").GetString().ShouldBe(address);
        answer.Json.GetProperty("proxy_headers").EnumerateArray().Select(item => item.GetString()).ShouldBe(["X-Forwarded-For", "X-Real-IP"]);
    }

    [Fact]
    public async Task A_local_proxy_that_nobody_named_does_not_make_operators_of_strangers()
    {
        await using var server = await servers.StartAsync(Database.Sqlite, ("RateLimits:ExemptNetworks:0", "192.0.2.0/24"));

        (await server.Http.GetAsync(Path, Blocking.From("203.0.113.9"))).ShouldSucceed().Has("peer").ShouldBeFalse();
        (await server.Http.GetAsync(Path)).ShouldSucceed().Json.GetProperty("peer_is_trusted_proxy").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [BothDatabases]
    public async Task An_administrators_token_opens_it_from_anywhere_and_nobody_elses_does(Database database)
    {
        await using var server = await StartAsync(database);
        var mobile = server.As(Registrations.Mobile);
        var admin = (await mobile.PasswordAsync(Admin, "openid cosmo.admin")).ShouldSucceed();
        var without = (await mobile.PasswordAsync(Admin, "openid")).ShouldSucceed();
        var other = await mobile.PasswordAsync(People.Ada, "openid cosmo.admin");


        (await FullAsync(server, admin.AccessToken)).ShouldBeTrue();
        (await FullAsync(server, without.AccessToken)).ShouldBeFalse("the scope says what the token is for");
        if (other.Status == 200)
        {
            (await FullAsync(server, other.AccessToken)).ShouldBeFalse("the role is the person's");
        }
    }

    [Fact]
    public async Task A_block_is_shown_to_the_administrator_whom_it_lets_through()
    {
        await using var server = await StartAsync();
        var token = (await server.As(Registrations.Mobile).PasswordAsync(Admin, "openid cosmo.admin")).ShouldSucceed().AccessToken;
        await server.BlockAsync("203.0.113.0/24", "203.0.113.9");

        var answer = (await server.Http.GetAsync(Path, Blocking.From("203.0.113.9"), ("Authorization", "Bearer " + token))).ShouldSucceed();

        var block = answer.Json.GetProperty("block");
        block.GetProperty("network").GetString().ShouldBe("203.0.113.0/24");
        block.GetProperty("placed_by").GetString().ShouldBe("command:blocks add");
        block.GetProperty("in_force").GetBoolean().ShouldBeTrue();
        (await server.Http.GetAsync(Path, Blocking.From("203.0.113.9"))).Status.ShouldBe(403);
    }

    private static Person Admin { get; } = new("root", "Keeper-Number-1999-keyring") { Profile = new JsonObject { ["roles"] = new JsonArray("admin") } };

    private static async Task<bool> FullAsync(RunningServer server, string token) =>
        (await server.Http.GetAsync(Path, Blocking.From("203.0.113.9"), ("Authorization", "Bearer " + token))).ShouldSucceed().Has("peer");

    private async Task<HostedServer> StartAsync(Database database = Database.Sqlite)
    {
        var provisioning = Registrations.Provisioning();
        provisioning["users"]!.AsArray().Add(Admin.ToJson());
        foreach (var client in provisioning["clients"]!.AsArray().OfType<JsonObject>().Where(client => (string?)client["client_id"] == "mobile"))
        {
            client["scope"] = client["scope"]!.GetValue<string>() + " cosmo.admin";
        }

        return await servers.StartFirstAsync(
            database, provisioning, Servers.BehindProxy, ("SecondFactors:Policy", "Optional"), ("Threats:ExemptNetworks:0", "198.51.100.0/24"), ("Threats:ExemptNetworks:1", "2001:db8:e::/48"));
    }
}
