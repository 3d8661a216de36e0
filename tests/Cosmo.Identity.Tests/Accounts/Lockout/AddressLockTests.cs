using System.Globalization;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Lockout;

/// <summary>Five failures lock an address for those whom it does not know, and for nobody else (issue 3 §3; LOCK-10, LOCK-11, LOCK-13, XFF-02).</summary>
public sealed class AddressLockTests(Servers servers)
{
    private const string Attacker = "203.0.113.66";

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.UnknownUserTried, SecurityEventType.AddressLocked)]
    public async Task Who_tries_many_names_from_one_address_is_locked_with_the_address(Database database)
    {
        await using var server = await servers.StartAsync(database, Servers.BehindProxy, Guesses.WithoutBlocks);

        for (var number = 0; number < 20; number++)
        {
            (await server.TryAsync(new Person($"somebody-{number}", "Summer2026!"), from: Attacker)).ShouldFail(400, "invalid_grant");
        }

        (await server.TryAsync(People.Ada, from: Attacker)).ShouldFail(400, "invalid_grant");
        (await server.TryAsync(People.Ada, from: "203.0.113.67")).ShouldSucceed();
        (await server.EventsAsync(SecurityEventType.AddressLocked)).ShouldBe(1);
        (await server.EventsAsync(SecurityEventType.UnknownUserTried)).ShouldBe(20);
        (await server.Database.CountAsync("SELECT COUNT(*) FROM sign_in_counters WHERE key LIKE 'name:%'")).ShouldBeLessThanOrEqualTo(5, "refused tries fill no table");
    }

    [Theory]
    [BothDatabases]
    public async Task A_hundred_parallel_tries_from_one_address_are_checked_five_times(Database database)
    {
        await using var server = await servers.StartAsync(database, Servers.BehindProxy, Guesses.WithoutBlocks);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => server.TryAsync(new Person($"somebody-{number}", "Summer2026!"), from: Attacker)));

        answers.ShouldAllBe(answer => answer.Status == 400);
        (await server.Database.LinesAsync("SELECT failures, pending FROM sign_in_counters WHERE key LIKE 'ip:%'")).ShouldBe(["5|0"]);
        (await server.Database.CountAsync("SELECT COALESCE(SUM(failures), 0) FROM sign_in_counters WHERE key LIKE 'name:%'")).ShouldBe(5);
        (await server.EventsAsync(SecurityEventType.AddressLocked)).ShouldBe(1);
    }

    [Theory]
    [BothDatabases]
    public async Task A_whole_subnet_of_version_6_is_one_address(Database database)
    {
        await using var server = await servers.StartAsync(database, Servers.BehindProxy, Guesses.WithoutBlocks);

        for (var number = 1; number <= 5; number++)
        {
            await server.GuessAsync(new Person($"somebody-{number}", ""), 1, from: string.Create(CultureInfo.InvariantCulture, $"2001:db8:7:7:{number:x}::{number:x}"));
        }

        (await server.TryAsync(People.Ada, from: "2001:db8:7:7:ffff::1")).ShouldFail(400, "invalid_grant");
        (await server.TryAsync(People.Ada, from: "2001:db8:7:8::1")).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task Success_on_an_account_of_his_own_forgets_nothing_that_the_attacker_did(Database database)
    {
        await using var server = await servers.StartAsync(database, Servers.BehindProxy, Guesses.WithoutBlocks);
        await server.GuessAsync(People.Ada, 2, from: Attacker);
        await server.GuessAsync(People.Grace, 2, from: Attacker);

        (await server.TryAsync(People.Heidi, from: Attacker)).ShouldSucceed();

        await server.GuessAsync(People.Olga, 1, from: Attacker);
        (await server.TryAsync(People.Heidi, from: Attacker)).ShouldFail(400, "invalid_grant");
        (await server.Database.LinesAsync("SELECT failures FROM sign_in_counters WHERE key LIKE 'user:%' ORDER BY failures")).ShouldBe(["1", "2", "2"]);
    }

    [Theory]
    [BothDatabases]
    public async Task Who_is_behind_the_attackers_address_with_a_live_session_notices_nothing(Database database)
    {
        await using var server = await servers.StartAsync(database, Servers.BehindProxy, Guesses.WithoutBlocks);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Grace);
        var tokens = (await server.TryAsync(People.Ada, from: Attacker, device: "the-phone-of-ada-lovelace")).ShouldSucceed();

        for (var number = 0; number < 10; number++)
        {
            await server.GuessAsync(new Person($"somebody-{number}", ""), 1, from: Attacker);
        }

        (string, string)[] headers = [("X-Forwarded-For", Attacker)];
        (await server.Http.GetAsync("/connect/userinfo", [("Authorization", "Bearer " + tokens.AccessToken), .. headers])).ShouldSucceed();
        (await server.Http.PostAsync(
            "/connect/token", [("grant_type", "refresh_token"), ("client_id", "mobile"), ("refresh_token", tokens.RefreshToken)], headers)).ShouldSucceed();
        (await server.TryAsync(People.Ada, from: Attacker, device: "the-phone-of-ada-lovelace")).ShouldSucceed();
        var silent = server.As(Registrations.Web).Authorization().With("prompt", "none");
        var answer = await server.Http.GetAsync(silent.Url, [("Cookie", "cosmo-session=" + browser.Cookie("cosmo-session")), .. headers]);
        Callback.FromRedirect(answer.Location!).ShouldCarryCode(silent, server.Issuer);
    }

    [Fact]
    public async Task An_exempt_network_is_not_counted_but_the_account_is()
    {
        await using var server = await servers.StartAsync(Database.Sqlite, Servers.BehindProxy, Guesses.WithoutBlocks, ("RateLimits:ExemptNetworks:1", "198.51.100.0/24"));

        await server.GuessAsync(People.Ada, 5, from: "198.51.100.7");

        (await server.TryAsync(People.Grace, from: "198.51.100.7")).ShouldSucceed();
        (await server.TryAsync(People.Ada, from: "198.51.100.7")).ShouldFail(400, "invalid_grant");
        (await server.Database.CountAsync("SELECT COUNT(*) FROM sign_in_counters WHERE key LIKE 'ip:%'")).ShouldBe(0);
    }
}
