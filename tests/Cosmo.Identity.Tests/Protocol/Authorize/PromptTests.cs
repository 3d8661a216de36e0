using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Authorize;

/// <summary>When the server asks a person and when it must not (OpenID Connect Core §3.1.2.1; MFA-13, OAUTH-13, V059).</summary>
public sealed class PromptTests(Servers servers)
{
    [Fact]
    public async Task Prompt_none_without_a_session_is_login_required()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var request = server.As(Registrations.Web).Authorization().With("prompt", "none");

        var page = await browser.OpenAsync(request.Url);

        page.AtClient().ShouldFail(request, server.Issuer, "login_required");
    }

    [Theory]
    [BothDatabases]
    public async Task Prompt_none_with_a_session_is_silent_and_of_the_same_person(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var first = await client.SignInAsync(People.Ada, "openid", browser);
        var request = client.Authorization().With("prompt", "none");


        var callback = (await browser.OpenAsync(request.Url)).AtClient().ShouldCarryCode(request, server.Issuer);
        var second = (await client.RedeemAsync(request, callback.Code)).ShouldSucceed();


        var (before, after) = (Jwt.Parse(first.IdToken), Jwt.Parse(second.IdToken));
        after.Claim("sub").ShouldBe(before.Claim("sub"));
        after.Claim("sid").ShouldBe(before.Claim("sid"));
        after.Claim("auth_time").ShouldBe(before.Claim("auth_time"));
    }

    [Fact]
    public async Task Prompt_none_before_consent_is_consent_required()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Heidi);
        var request = server.As(Registrations.Partner).Authorization("openid phone").With("prompt", "none");

        var page = await browser.OpenAsync(request.Url);

        page.AtClient().ShouldFail(request, server.Issuer, "consent_required", "interaction_required");
    }

    [Fact]
    public async Task Prompt_login_asks_again_and_moves_auth_time()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var first = Jwt.Parse((await client.SignInAsync(People.Ada, "openid", browser)).IdToken);
        await Eventually.ClockPassesAsync(first.Instant("auth_time").AddSeconds(1));
        var request = client.Authorization().With("prompt", "login");

        var login = (await browser.OpenAsync(request.Url)).At("/login");
        var callback = (await browser.SignInAsync(login, People.Ada)).AtClient().ShouldCarryCode(request, server.Issuer);
        var second = Jwt.Parse((await client.RedeemAsync(request, callback.Code)).ShouldSucceed().IdToken);

        second.Claim("sub").ShouldBe(first.Claim("sub"));
        second.Instant("auth_time").ShouldBeGreaterThan(first.Instant("auth_time"));
    }

    [Fact]
    public async Task Prompt_login_cannot_be_answered_by_going_back_to_the_request()
    {
        // The request must not be satisfied by the old session once the login page was shown.
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var request = server.As(Registrations.Web).Authorization().With("prompt", "login");

        (await browser.OpenAsync(request.Url)).At("/login");
        var again = await browser.OpenAsync(request.Url);

        again.At("/login");
    }

    [Fact]
    public async Task Prompt_consent_asks_even_a_first_party_client()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var request = server.As(Registrations.Web).Authorization("openid profile").With("prompt", "consent");

        var consent = (await browser.OpenAsync(request.Url)).At("/consent");

        (await browser.DecideAsync(consent, "allow")).AtClient().ShouldCarryCode(request, server.Issuer);
    }

    [Fact]
    public async Task Prompt_select_account_lets_another_person_sign_in()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var request = server.As(Registrations.Web).Authorization("openid").With("prompt", "select_account");

        var login = (await browser.OpenAsync(request.Url)).At("/login");

        (await browser.SignInAsync(login, People.Grace)).AtClient().ShouldCarryCode(request, server.Issuer);
    }

    [Theory]
    [InlineData("none login")]
    [InlineData("none consent")]
    [InlineData("whatever")]
    public async Task A_prompt_that_contradicts_itself_or_is_unknown_is_an_invalid_request(string prompt)
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var request = server.As(Registrations.Web).Authorization().With("prompt", prompt);

        (await browser.OpenAsync(request.Url)).AtClient().ShouldFail(request, server.Issuer, "invalid_request");
    }

    [Fact]
    public async Task Max_age_asks_again_once_the_sign_in_is_older()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var first = Jwt.Parse((await client.SignInAsync(People.Ada, "openid", browser)).IdToken);
        await Eventually.ClockPassesAsync(first.Instant("auth_time").AddSeconds(2.1));
        var request = client.Authorization().With("max_age", "1");

        var login = (await browser.OpenAsync(request.Url)).At("/login");
        var callback = (await browser.SignInAsync(login, People.Ada)).AtClient();
        var second = Jwt.Parse((await client.RedeemAsync(request, callback.Code)).ShouldSucceed().IdToken);

        second.Instant("auth_time").ShouldBeGreaterThan(first.Instant("auth_time"));
    }

    [Fact]
    public async Task A_registered_default_max_age_counts_when_the_request_names_none()
    {
        // OpenID Connect Registration §2: default_max_age, and then auth_time is required.
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Cautious);
        using var browser = server.NewBrowser();
        var first = Jwt.Parse((await client.SignInAsync(People.Ada, "openid", browser)).IdToken);
        await Eventually.ClockPassesAsync(first.Instant("auth_time").AddSeconds(2.1));

        (await browser.OpenAsync(client.Authorization().Url)).At("/login");

        var patient = client.Authorization().With("max_age", "3600");
        (await browser.OpenAsync(patient.Url)).AtClient().ShouldCarryCode(patient, server.Issuer);
    }

    [Fact]
    public async Task Max_age_lets_a_young_sign_in_pass_and_tells_auth_time()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var request = client.Authorization().With("max_age", "10000");

        var callback = (await browser.OpenAsync(request.Url)).AtClient().ShouldCarryCode(request, server.Issuer);
        var idToken = Jwt.Parse((await client.RedeemAsync(request, callback.Code)).ShouldSucceed().IdToken);

        idToken.Payload.GetProperty("auth_time").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Number);
    }

    [Fact]
    public async Task Max_age_zero_always_asks_and_cannot_be_silent()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var asked = server.As(Registrations.Web).Authorization().With("max_age", "0");
        var silent = server.As(Registrations.Web).Authorization().With("max_age", "0").With("prompt", "none");

        var silentPage = await browser.OpenAsync(silent.Url);
        var login = (await browser.OpenAsync(asked.Url)).At("/login");

        silentPage.AtClient().ShouldFail(silent, server.Issuer, "login_required");
        (await browser.SignInAsync(login, People.Ada)).AtClient().ShouldCarryCode(asked, server.Issuer);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("99999999999999999999")]
    public async Task A_max_age_that_is_no_number_of_seconds_is_an_invalid_request(string maxAge)
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var request = server.As(Registrations.Web).Authorization().With("max_age", maxAge);

        (await browser.OpenAsync(request.Url)).AtClient().ShouldFail(request, server.Issuer, "invalid_request");
    }

    [Fact]
    public async Task An_id_token_hint_of_the_person_who_is_signed_in_is_silent()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var tokens = await client.SignInAsync(People.Ada, "openid", browser);
        var request = client.Authorization().With("prompt", "none").With("id_token_hint", tokens.IdToken);

        (await browser.OpenAsync(request.Url)).AtClient().ShouldCarryCode(request, server.Issuer);
    }

    [Fact]
    public async Task An_id_token_hint_of_somebody_else_is_login_required()
    {
        // V059, OpenID Connect Core §3.1.2.1: never the wrong person, and a hint is no authentication.
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        var ofGrace = await client.SignInAsync(People.Grace, "openid");
        using var browser = server.NewBrowser();
        using var anonymous = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var request = client.Authorization().With("prompt", "none").With("id_token_hint", ofGrace.IdToken);

        var asAda = await browser.OpenAsync(request.Url);
        var asNobody = await anonymous.OpenAsync(request.Url);

        asAda.AtClient().ShouldFail(request, server.Issuer, "login_required");
        asNobody.AtClient().ShouldFail(request, server.Issuer, "login_required");
    }

    [Fact]
    public async Task A_login_hint_fills_in_the_login_page()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var request = server.As(Registrations.Web).Authorization().With("login_hint", "grace");

        var login = (await browser.OpenAsync(request.Url)).At("/login");

        login.Document.QuerySelector("input[name=UserName]")!.GetAttribute("value").ShouldBe("grace");
    }
}
