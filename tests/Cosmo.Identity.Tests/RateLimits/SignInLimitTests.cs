using System.Text.RegularExpressions;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.RateLimits;

/// <summary>Sign-ins: five a minute by one address to one account, thirty by one address, on whichever door (contract: RateLimits:Login; NORM-01, LOCK-07, XFF-05).</summary>
public sealed class SignInLimitTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task The_sixth_sign_in_of_a_minute_is_refused_and_the_right_password_looks_like_a_wrong_one(Database database)
    {
        var server = await servers.LimitedAsync(database);
        var address = Visitors.NewAddress();


        for (var left = 4; left >= 0; left--)
        {
            var limits = (await server.SignInAsync(address, People.Ada)).ShouldSucceed().Limits();
            limits.ShouldContain(limit => limit.Name == "login" && limit.Quota == 5 && limit.Window == 60 && limit.Remaining == left);
            limits.ShouldContain(limit => limit.Name == "login-address" && limit.Quota == 30 && limit.Window == 60 && limit.Remaining == left + 25);
        }

        var right = await server.SignInAsync(address, People.Ada);
        var wrong = await server.SignInAsync(address, "ada", "not-the-password-of-ada");


        right.ShouldBeRateLimited();
        wrong.ShouldBeRateLimited();
        wrong.Body.ShouldBe(right.Body);
        right.Limits()[0].Name.ShouldBe("login");
        wrong.Limits().Select(limit => (limit.Name, limit.Remaining)).ShouldBe(right.Limits().Select(limit => (limit.Name, limit.Remaining)));
        (await server.SignInAsync(address, People.Grace)).ShouldSucceed();
        (await server.SignInAsync(Visitors.NewAddress(), People.Ada)).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task Of_sixty_at_the_same_instant_five_are_looked_at(Database database)
    {
        var server = await servers.LimitedAsync(database);
        var address = Visitors.NewAddress();

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => server.SignInAsync(address, "ada", number == 59 ? People.Ada.Password : $"guess-{number}-of-many")));

        answers.Count(answer => answer.Status != 429).ShouldBe(5);
    }

    [Theory]
    [BothDatabases]
    public async Task Who_comes_back_when_told_to_is_let_in(Database database)
    {
        await using var server = await servers.StartLimitedAsync(database, ("RateLimits:Login", "2 per 00:00:12"));
        (await server.SignInAsync(null, People.Ada)).ShouldSucceed();
        (await server.SignInAsync(null, People.Ada)).ShouldSucceed();
        var seconds = (await server.SignInAsync(null, People.Ada)).ShouldBeRateLimited();

        seconds.ShouldBeInRange(1, 12);
        await Eventually.ClockPassesAsync(DateTimeOffset.UtcNow.AddSeconds(seconds));

        (await server.SignInAsync(null, People.Ada)).ShouldSucceed();
    }

    [Fact]
    public async Task Each_of_several_windows_holds()
    {
        await using var server = await servers.StartLimitedAsync(Database.Sqlite, ("RateLimits:Login", "2 per 00:00:10, 3 per 00:10:00"));
        (await server.SignInAsync(null, People.Ada)).ShouldSucceed();
        (await server.SignInAsync(null, People.Ada)).ShouldSucceed();
        var seconds = (await server.SignInAsync(null, People.Ada)).ShouldBeRateLimited();
        await Eventually.ClockPassesAsync(DateTimeOffset.UtcNow.AddSeconds(seconds));

        var third = (await server.SignInAsync(null, People.Ada)).ShouldSucceed();
        var fourth = await server.SignInAsync(null, People.Ada);

        third.Limits().Select(limit => limit.Name).ShouldBe(["login-600", "login", "login-address"]);
        fourth.ShouldBeRateLimited().ShouldBeGreaterThan(60);
        fourth.Limits()[0].Name.ShouldBe("login-600");
    }

    [Fact]
    public async Task One_address_tries_thirty_names_a_minute_and_no_more()
    {
        var server = await servers.LimitedAsync(Database.Sqlite);
        var address = Visitors.NewAddress();

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => server.SignInAsync(address, $"name-{number}", "one-password-for-all")));

        answers.Count(answer => answer.Status != 429).ShouldBe(30);
        answers.First(answer => answer.Status == 429).ShouldBeRateLimited();
        (await server.SignInAsync(Visitors.NewAddress(), People.Ada)).ShouldSucceed();
    }

    [Fact]
    public async Task One_name_in_many_spellings_is_one_account()
    {
        var server = await servers.LimitedAsync(Database.Sqlite);
        var address = Visitors.NewAddress();
        string[] spellings = ["ada", "ADA", "Ada", " ada", "ada ", "\tada", "ａｄａ", "ＡＤＡ", "ada\u00A0", "\u3000ada", "𝐚𝐝𝐚", "ⓐⓓⓐ", "ᵃᵈᵃ"];

        var answers = new List<Answer>();
        foreach (var spelling in spellings)
        {
            answers.Add(await server.SignInAsync(address, spelling, "not-the-password-of-ada"));
        }

        answers.Count(answer => answer.Status != 429).ShouldBe(5);
    }

    [Fact]
    public async Task Names_that_are_none_are_one_account_together()
    {
        var server = await servers.LimitedAsync(Database.Sqlite);
        var address = Visitors.NewAddress();
        string[] spellings = ["ada\u200B", "\u200Bada", "a\u00ADda", "ada\u202E", "ada\uFEFF", "a\u034Fda", "ada\uE000", new string('a', 300), "\u2800", " "];

        var answers = new List<Answer>();
        foreach (var spelling in spellings)
        {
            answers.Add(await server.SignInAsync(address, spelling, "not-the-password-of-ada"));
        }

        answers.Count(answer => answer.Status != 429).ShouldBe(5);
    }

    [Fact]
    public async Task Moving_about_inside_a_network_of_64_bits_gains_nothing()
    {
        var server = await servers.LimitedAsync(Database.Sqlite);
        var answers = new List<Answer>();

        for (var i = 0; i < 12; i++)
        {
            answers.Add(await server.SignInAsync($"2001:db8:77:1:{i:x}:{i * 7:x}:0:{i + 1:x}", "ada", "not-the-password-of-ada"));
        }

        answers.Count(answer => answer.Status != 429).ShouldBe(5);
        (await server.SignInAsync("2001:db8:77:2::1", People.Ada)).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task The_login_page_says_so_as_a_page_and_gives_nothing_away(Database database)
    {
        var server = await servers.LimitedAsync(database);
        var address = Visitors.NewAddress();
        for (var i = 0; i < 5; i++)
        {
            (await server.SignInAsync(address, "ada", "not-the-password-of-ada")).ShouldFail(400, "invalid_grant");
        }


        var right = await PostLoginAsync(server, address, People.Ada.Password);
        var wrong = await PostLoginAsync(server, address, "not-the-password-of-ada");


        foreach (var answer in new[] { right, wrong })
        {
            answer.RetryAfter();
            answer.MediaType.ShouldBe("text/html");
            answer.Headers("Set-Cookie").ShouldNotContain(cookie => cookie.Contains("session"));
            var page = new Page(answer);
            page.Document.QuerySelector("#error")!.TextContent.ShouldBe("Too many attempts. Please wait a moment, then try again.");
            page.Form("Password").ShouldNotBeNull();
        }

        WithoutTokens(wrong.Body).ShouldBe(WithoutTokens(right.Body));
        (await PostLoginAsync(server, Visitors.NewAddress(), People.Ada.Password)).Status.ShouldBe(303);
    }

    [Theory]
    [BothDatabases]
    public async Task A_device_that_the_account_knows_is_not_held_up_by_strangers_and_guesses_no_more_than_they(Database database)
    {
        // D12, LOCK-10: the same address, as behind one NAT.
        var server = await servers.LimitedAsync(database);
        var (address, device) = (Visitors.NewAddress(), "device-" + Guid.NewGuid().ToString("N"));
        Task<Answer> FromDeviceAsync(string password) => server.Http.PostAsync(
            "/connect/token",
            [("grant_type", "password"), ("client_id", "mobile"), ("username", "grace"), ("password", password), ("scope", "openid"), ("device_id", device)],
            ("X-Forwarded-For", address));
        (await FromDeviceAsync(People.Grace.Password)).ShouldSucceed();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(number => server.SignInAsync(address, number % 2 == 0 ? "grace" : $"name-{number}", "not-the-password-of-grace")));
        (await server.SignInAsync(address, People.Grace)).ShouldBeRateLimited();


        for (var i = 0; i < 10; i++)
        {
            (await FromDeviceAsync(People.Grace.Password)).ShouldSucceed().Limits()[0].Name.ShouldBe("login-device");
        }

        var wrong = new List<Answer>();
        for (var i = 0; i < 8; i++)
        {
            wrong.Add(await FromDeviceAsync("not-the-password-of-grace"));
        }


        wrong.Count(answer => answer.Status == 400).ShouldBe(5);
        (await FromDeviceAsync(People.Grace.Password)).ShouldBeRateLimited();
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.RateLimitReached)]
    public async Task A_limit_that_is_reached_is_told_once_and_not_by_every_request(Database database)
    {
        await using var server = await servers.StartLimitedAsync(database);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => server.SignInAsync(null, "ada", "not-the-password-of-ada")));

        var content = await server.Database.ContentAsync(server.Folder);

        Regex.Count(content, "\"limiter\":\"login\",\"counts_by\":\"address or device, and account\"", RegexOptions.None, TimeSpan.FromSeconds(5)).ShouldBe(1);
        content.ShouldNotContain("login-address");
    }

    [Fact]
    public async Task An_exempt_network_has_no_limits()
    {
        await using var server = await servers.StartLimitedAsync(Database.Sqlite, [Servers.BehindProxy, ("RateLimits:ExemptNetworks:0", "10.9.0.0/16"), ("RateLimits:ExemptNetworks:1", "2001:db8:9::/48")]);

        foreach (var address in new[] { "10.9.1.1", "2001:db8:9::1" })
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => server.SignInAsync(address, People.Ada)));

            answers.ShouldAllBe(answer => answer.Status == 200);
            answers.ShouldAllBe(answer => answer.Header("RateLimit") == null);
        }

        (await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.SignInAsync("10.10.1.1", People.Ada)))).Count(answer => answer.Status == 200).ShouldBe(5);
    }

    private static async Task<Answer> PostLoginAsync(RunningServer server, string address, string password)
    {
        (string, string)[] from = [("X-Forwarded-For", address), ("Accept", "text/html")];
        var login = await server.Http.GetAsync("/login", from);
        var fields = Page.Fields(new Page(login).Form("Password")!).Where(field => field.Name is not ("UserName" or "Password"));
        return await server.Http.PostAsync(
            "/login",
            [.. fields, ("UserName", "ada"), ("Password", password)],
            [.. from, ("Cookie", string.Join("; ", login.Headers("Set-Cookie").Select(cookie => cookie.Split(';')[0]))), ("Origin", server.Issuer)]);
    }

    private static string WithoutTokens(string body) =>
        Regex.Replace(body, "name=\"__RequestVerificationToken\" type=\"hidden\" value=\"[^\"]*\"", "", RegexOptions.None, TimeSpan.FromSeconds(1));
}
