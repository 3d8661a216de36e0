using System.Net;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Threats;

/// <summary>Attacks on a real server with the settings that everybody has: how soon they meet a closed door, and what is told of them.</summary>
[Collection(nameof(Alone)), Trait(nameof(Alone), Alone.Load)]
public sealed class AttackTests(Servers servers)
{
    private const string Attacker = "203.0.113.50";

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.PasswordSprayDetected)]
    public async Task One_password_over_many_names_is_blocked_within_fifty_tries(Database database)
    {
        await using var server = await StartAsync(database);


        var tries = await TryUntilBlockedAsync(i => TryAsync(server, Attacker, $"name{i}", "Winter2026!"));


        tries.ShouldBeLessThanOrEqualTo(50);
        (await ToldAsync(server, 8001)).ShouldBe(1);
        (await ToldAsync(server, 8005)).ShouldBe(1);
        (await server.Database.LinesAsync("SELECT network || ' ' || placed_by FROM ip_blocks")).ShouldBe([$"{Attacker}/32 rule:password_spray"]);
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.CredentialStuffingDetected)]
    public async Task Stuffing_of_many_pairs_is_blocked_within_fifty_tries(Database database)
    {
        await using var server = await StartAsync(database);


        var tries = await TryUntilBlockedAsync(i => TryAsync(server, Attacker, $"name{i}", $"password{i}"));


        tries.ShouldBeLessThanOrEqualTo(50);
        (await ToldAsync(server, 8002)).ShouldBe(1);
    }

    [Fact]
    [Triggers(SecurityEventType.TokenScanDetected)]
    public async Task Who_guesses_refresh_tokens_is_blocked()
    {
        await using var server = await StartAsync(Database.Sqlite);


        var tries = await TryUntilBlockedAsync(i => server.Http.PostAsync(
            "/connect/token",
            [("grant_type", "refresh_token"), ("client_id", "mobile"), ("refresh_token", $"guess-{i}")],
            Blocking.From(Attacker)));


        tries.ShouldBeLessThanOrEqualTo(60);
        (await ToldAsync(server, 8013)).ShouldBe(1);
    }

    [Fact]
    public async Task Rotation_inside_an_ipv6_64_does_not_help()
    {
        await using var server = await StartAsync(Database.Sqlite);


        var tries = await TryUntilBlockedAsync(i => TryAsync(server, $"2001:db8:1:2::{i + 1:x}", $"name{i}", "Winter2026!"));


        tries.ShouldBeLessThanOrEqualTo(50);
        (await server.Database.LinesAsync("SELECT network FROM ip_blocks")).ShouldBe(["2001:db8:1:2::/64"]);
    }

    [Fact]
    public async Task A_spray_by_turns_at_two_nodes_is_blocked_at_both_within_fifty_tries()
    {
        await using var one = await servers.StartProcessAsync(Database.PostgreSql, Settings);
        await using var other = await one.StartAnotherNodeAsync(Settings);


        var tries = await TryUntilBlockedAsync(i => TryAsync(i % 2 == 0 ? one : other, Attacker, $"name{i}", "Winter2026!"));


        tries.ShouldBeLessThanOrEqualTo(50);
        foreach (var node in new[] { one, other })
        {
            await Eventually.HoldsAsync(
                async () => (await TryAsync(node, Attacker, "anybody", "anything")).Status == (int)HttpStatusCode.Forbidden, TimeSpan.FromSeconds(2), "every node refused");
        }
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.AccountUnderAttack)]
    public async Task An_attack_on_one_account_from_many_addresses_is_told_once_and_blocks_nobody(Database database)
    {
        await using var server = await StartAsync(database);


        for (var i = 0; i < 30; i++)
        {
            (await TryAsync(server, $"198.51.100.{i + 1}", "ada", "guess" + i)).Status.ShouldNotBe((int)HttpStatusCode.Forbidden);
        }


        await Eventually.HoldsAsync(async () => await ToldAsync(server, 8003) == 1, TimeSpan.FromSeconds(5), "the attack was told");
        (await server.Database.LinesAsync("SELECT network FROM ip_blocks")).ShouldBeEmpty();
    }

    [Theory]
    [BothDatabases]
    public async Task Office_workers_who_mistype_are_not_blocked(Database database)
    {
        await using var server = await StartAsync(database);


        foreach (var person in new[] { People.Ada, People.Grace })
        {
            await TryAsync(server, Attacker, person.UserName, "slip");
            (await TryAsync(server, Attacker, person.UserName, person.Password)).Status.ShouldBe(200);
        }

        await TryAsync(server, Attacker, "adda", "slip");


        (await server.Database.LinesAsync("SELECT network FROM ip_blocks")).ShouldBeEmpty();
        (await server.Http.GetAsync("/", Blocking.From(Attacker))).Status.ShouldBe(200);
    }

    [Theory]
    [BothDatabases]
    public async Task In_mode_shadow_a_spray_is_told_and_nobody_refused(Database database)
    {
        await using var server = await servers.StartAsync(database, [.. Settings, ("Threats:Mode", "shadow")]);


        for (var i = 0; i < 40; i++)
        {
            (await TryAsync(server, Attacker, $"name{i}", "Winter2026!")).Status.ShouldNotBe((int)HttpStatusCode.Forbidden);
        }


        await Eventually.HoldsAsync(async () => await ToldAsync(server, 8006) == 1, TimeSpan.FromSeconds(5), "it was written what would have been done");
        (await ToldAsync(server, 8001)).ShouldBe(1);
        (await ToldAsync(server, 8005)).ShouldBe(0);
    }

    private static IReadOnlyList<(string, string)> Settings =>
        [("RateLimits:Enabled", "true"), ("RateLimits:ExemptNetworks:0", "192.0.2.0/24"), Servers.BehindProxy];

    private Task<HostedServer> StartAsync(Database database) => servers.StartAsync(database, Settings);

    private static async Task<int> TryUntilBlockedAsync(Func<int, Task<Answer>> attempt)
    {
        for (var i = 0; i < 100; i++)
        {
            if ((await attempt(i)).Status == (int)HttpStatusCode.Forbidden)
            {
                return i;
            }
        }

        return int.MaxValue;
    }

    private static Task<Answer> TryAsync(RunningServer server, string address, string userName, string password) => server.Http.PostAsync(
        "/connect/token",
        [("grant_type", "password"), ("client_id", "mobile"), ("username", userName), ("password", password), ("scope", "openid")],
        Blocking.From(address));

    private static async Task<int> ToldAsync(RunningServer server, int type) =>
        int.Parse((await server.Database.LinesAsync($"SELECT COUNT(*) FROM security_events WHERE type = {type}"))[0]);
}
