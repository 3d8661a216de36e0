using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Lockout;

/// <summary>Nobody is locked out by strangers: a device that has signed in before has a counter of its own (D12; LOCK-02, V065).</summary>
public sealed class KnownDeviceTests(Servers servers)
{
    private const string Phone = "the-phone-of-ada-lovelace";

    [Theory]
    [BothDatabases]
    public async Task The_owner_signs_in_on_a_known_device_while_a_thousand_addresses_guess(Database database)
    {
        await using var server = await servers.StartAsync(database, Servers.BehindProxy);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        (await server.TryAsync(People.Ada, from: "192.0.2.1", device: Phone)).ShouldSucceed();

        for (var number = 0; number < 40; number++)
        {
            await server.GuessAsync(People.Ada, 1, from: $"198.51.{number}.7");
            if (number % 10 == 9)
            {
                (await server.TryAsync(People.Ada, from: "192.0.2.1", device: Phone)).ShouldSucceed();
                browser.Forget("cosmo-session");
                await browser.SignInAsync(People.Ada);
            }
        }

        (await server.EventsAsync(SecurityEventType.SignInFailed)).ShouldBe(5);
        (await server.EventsAsync(SecurityEventType.AccountLocked)).ShouldBe(1);
        (await server.TryAsync(People.Ada, from: "192.0.2.1")).ShouldFail(400, "invalid_grant");
        (await server.TryAsync(People.Ada, from: "192.0.2.1", device: "a-device-that-somebody-invented")).ShouldFail(400, "invalid_grant");
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.DeviceLocked)]
    public async Task A_known_device_has_five_failures_too_and_they_are_its_own(Database database)
    {
        await using var server = await servers.StartAsync(database, Servers.BehindProxy);
        (await server.TryAsync(People.Ada, from: "192.0.2.1", device: Phone)).ShouldSucceed();

        await server.GuessAsync(People.Ada, 5, from: "192.0.2.1", device: Phone);

        (await server.TryAsync(People.Ada, from: "192.0.2.1", device: Phone)).ShouldFail(400, "invalid_grant");
        (await server.EventsAsync(SecurityEventType.DeviceLocked)).ShouldBe(1);
        (await server.EventsAsync(SecurityEventType.AccountLocked)).ShouldBe(0);
        (await server.EventsAsync(SecurityEventType.AddressLocked)).ShouldBe(0);
        (await server.TryAsync(People.Ada, from: "192.0.2.1")).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task A_device_is_known_for_the_account_that_signed_in_on_it_and_at_its_own_client_only(Database database)
    {
        await using var server = await servers.StartAsync(database);
        (await server.TryAsync(People.Heidi, device: Phone)).ShouldSucceed();

        await server.GuessAsync(People.Ada, 5, device: Phone);

        (await server.TryAsync(People.Ada, device: Phone)).ShouldFail(400, "invalid_grant");
        (await server.Database.LinesAsync("SELECT key FROM sign_in_counters WHERE key LIKE 'device:%'")).ShouldBeEmpty();
        (await server.TryAsync(People.Heidi, device: Phone)).ShouldSucceed();
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_and_lasts_a_year()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);
        using var browser = server.NewBrowser();

        await browser.SignInAsync(await browser.OpenAsync("/login"), People.Ada);

        var cookie = browser.Trail[0].Headers("Set-Cookie").Single(header => header.StartsWith("cosmo-device="));
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=lax", Case.Insensitive);
        cookie.ShouldContain("path=/", Case.Insensitive);
        cookie.ShouldContain("max-age=31536000", Case.Insensitive);
        cookie.ShouldNotContain("domain=", Case.Insensitive);
        (await server.Database.ContentAsync(server.Folder)).ShouldNotContain(browser.Cookie("cosmo-device")![..20]);
    }

    [Fact]
    public async Task A_failed_sign_in_gives_no_cookie()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();

        await browser.SignInAsync(await browser.OpenAsync("/login"), new Person("nobody", "x"));

        browser.Cookie("cosmo-device").ShouldBeNull();
    }

    [Fact]
    public async Task A_forged_or_foreign_cookie_is_an_unknown_device()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);
        using var owner = server.NewBrowser();
        await owner.SignInAsync(People.Ada);
        using var attacker = server.NewBrowser();
        await attacker.SignInAsync(People.Heidi);
        attacker.Forget("cosmo-session");
        await server.GuessAsync(People.Ada, 5);
        var right = owner.Cookie("cosmo-device")!;

        foreach (var forged in new[] { attacker.Cookie("cosmo-device")!, right[..^2] + "AA", "AAAA" + right[4..], right[..22], "", new string('A', 43) })
        {
            using var browser = server.NewBrowser();
            browser.Cookies.Add(server.Address, new System.Net.Cookie("cosmo-device", forged));
            await browser.SignInAsync(await browser.OpenAsync("/login"), People.Ada);
            browser.HasSession.ShouldBeFalse(forged);
        }

        owner.Forget("cosmo-session");
        await owner.SignInAsync(People.Ada);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("with a blank inside it")]
    [InlineData("ünïcode-device-identifier")]
    public async Task A_device_must_be_named_by_something_that_nobody_guesses(string device)
    {
        var server = await servers.AnyAsync();

        (await server.TryAsync(People.Grace, device: device)).ShouldFail(400, "invalid_request");
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.NewDeviceUsed, SecurityEventType.NewNetworkUsed)]
    public async Task A_new_device_and_a_new_network_are_told_of_but_not_at_the_first_sign_in(Database database)
    {
        await using var server = await servers.StartAsync(database, Servers.BehindProxy);

        (await server.TryAsync(People.Ada, from: "192.0.2.1", device: Phone)).ShouldSucceed();
        (await server.TryAsync(People.Ada, from: "192.0.2.200", device: Phone)).ShouldSucceed();
        (await server.EventsAsync(SecurityEventType.NewDeviceUsed)).ShouldBe(0);
        (await server.EventsAsync(SecurityEventType.NewNetworkUsed)).ShouldBe(0);
        (await server.TryAsync(People.Ada, from: "198.51.100.1", device: Phone)).ShouldSucceed();
        (await server.EventsAsync(SecurityEventType.NewNetworkUsed)).ShouldBe(1);
        (await server.TryAsync(People.Ada, from: "192.0.2.9", device: "the-tablet-of-ada-lovelace")).ShouldSucceed();
        (await server.EventsAsync(SecurityEventType.NewDeviceUsed)).ShouldBe(1);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.TryAsync(People.Ada, from: "2001:db8:1:2::3", device: "the-watch-of-ada-lovelace")));
        (await server.EventsAsync(SecurityEventType.NewDeviceUsed)).ShouldBe(2);
        (await server.EventsAsync(SecurityEventType.NewNetworkUsed)).ShouldBe(2);
    }

    [Fact]
    public async Task Ever_new_names_of_devices_fill_no_table()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);

        for (var number = 0; number < 55; number++)
        {
            (await server.TryAsync(People.Ada, device: $"device-with-number-{number:000}")).ShouldSucceed();
        }

        (await server.Database.CountAsync("SELECT COUNT(*) FROM known_devices")).ShouldBe(50);
        (await server.Database.CountAsync("SELECT COUNT(*) FROM known_networks")).ShouldBe(1);
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.SignedIn, SecurityEventType.Reauthenticated)]
    public async Task A_person_who_proves_it_again_in_a_running_session_is_no_new_sign_in(Database database)
    {
        await using var server = await servers.StartAsync(database);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var request = server.As(Registrations.Web).Authorization().With("prompt", "login");

        await browser.SignInAsync(await browser.OpenAsync(request.Url), People.Ada);

        (await server.EventsAsync(SecurityEventType.SignedIn)).ShouldBe(1);
        (await server.EventsAsync(SecurityEventType.Reauthenticated)).ShouldBe(1);
        (await server.Database.LinesAsync($"SELECT client_id FROM security_events WHERE type = {(int)SecurityEventType.Reauthenticated}")).ShouldBe(["web"]);
    }
}
