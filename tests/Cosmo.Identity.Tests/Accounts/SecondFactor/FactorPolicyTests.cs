using System.Text.Json.Nodes;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.SecondFactor;

/// <summary>Whoever must have a second factor has none of a session before it, and clients that ask for one get it or are told (MFA-13, OAUTH-13; ASVS 6.3.3, 6.8.4).</summary>
public sealed class FactorPolicyTests(FactorPolicyTests.Houses houses) : IClassFixture<FactorPolicyTests.Houses>
{
    private const string MultiFactor = "urn:cosmo:acr:multi-factor";
    private const string SingleFactor = "urn:cosmo:acr:single-factor";

    private static Person Admin { get; } = new("root", "Keeper-Number-1999-keyring") { Profile = new JsonObject { ["roles"] = new JsonArray("admin"), ["email"] = "root@example.test" } };

    [Fact]
    public async Task An_administrator_sets_a_factor_up_in_the_sign_in_and_is_in_only_then()
    {
        var server = await houses.CleanAsync("RequiredForAdmins");
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var request = client.Authorization("openid");


        var page = (await browser.SignInAsync(await browser.OpenAsync(request.Url), Admin)).At(Authenticator.LoginSetUpPath);
        var halfway = browser.HasSession;
        (await server.As(Registrations.Mobile).PasswordAsync(Admin)).ShouldFail(400, "interaction_required");
        var secret = Authenticator.SecretOn(page);
        var done = await browser.SubmitAsync(page, "Code", ("Code", new Authenticator(secret, []).Code()));
        Authenticator.CodesOn(done.At(Authenticator.LoginSetUpPath));
        var callback = (await browser.OpenAsync(done.Document.QuerySelector("main a.primary")!.GetAttribute("href")!)).AtClient().ShouldCarryCode(request, server.Issuer);


        halfway.ShouldBeFalse();
        var idToken = Jwt.Parse((await client.RedeemAsync(request, callback.Code)).ShouldSucceed().IdToken);
        idToken.Claims("amr").ShouldBe(["pwd", "otp", "mfa"]);
        idToken.Claim("acr").ShouldBe(MultiFactor);
        // The page of the set-up is no way around the factor that is there now.
        using var thief = server.NewBrowser();
        await thief.GivePasswordAsync(Admin);
        (await thief.OpenAsync(Authenticator.LoginSetUpPath)).At(Authenticator.FactorPath);
        // Other people have what they want.
        using var ada = server.NewBrowser();
        await ada.SignInAsync(People.Ada);
    }

    [Fact]
    public async Task A_session_from_before_the_rule_is_of_no_use_to_clients()
    {
        var server = await houses.CleanAsync("RequiredForAdmins");
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Heidi);
        await server.Database.ExecuteAsync("INSERT INTO user_roles (user_id, role_id) SELECT u.id, r.id FROM users u, roles r WHERE u.user_name = 'heidi' AND r.name = 'admin'");
        var request = server.As(Registrations.Web).Authorization("openid");

        (await browser.OpenAsync(request.With("prompt", "none").Url)).AtClient().ShouldFail(request, server.Issuer, "interaction_required");
        (await browser.SignInAsync((await browser.OpenAsync(request.Without("prompt").Url)).At("/login"), People.Heidi)).At(Authenticator.LoginSetUpPath);

        await server.Database.ExecuteAsync("DELETE FROM user_roles WHERE user_id = (SELECT id FROM users WHERE user_name = 'heidi')");
    }

    [Fact]
    public async Task Where_all_must_all_do()
    {
        var server = await houses.CleanAsync("RequiredForAll");
        using var browser = server.NewBrowser();

        (await browser.SignInAsync(await browser.OpenAsync("/login"), People.Ada)).At(Authenticator.LoginSetUpPath);

        browser.HasSession.ShouldBeFalse();
    }

    [Fact]
    public async Task Where_there_are_none_nobody_is_asked_and_metadata_promises_nothing()
    {
        var server = await houses.CleanAsync("Off");
        using var browser = server.NewBrowser();
        await browser.SignInAsync(Admin);

        (await browser.OpenAsync(Authenticator.SetUpPath)).At(Authenticator.FactorsPath).Document.Body!.TextContent.ShouldContain("does not use second factors");
        (await server.Http.GetAsync("/.well-known/openid-configuration")).Json.GetProperty("acr_values_supported").EnumerateArray().Select(value => value.GetString()).ShouldBe([SingleFactor]);
        var request = server.As(Registrations.Web).Authorization("openid").With("claims", """{"id_token":{"acr":{"essential":true,"values":["urn:cosmo:acr:multi-factor"]}}}""");
        (await browser.OpenAsync(request.Url)).AtClient().ShouldFail(request, server.Issuer, "unmet_authentication_requirements");
    }

    [Fact]
    public async Task A_client_that_asks_for_a_factor_gets_a_fresh_one_even_on_a_remembered_device()
    {
        var server = await houses.CleanAsync("RequiredForAdmins");
        var app = await server.EquipAsync(People.Ada);
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        await browser.SignInWithCodeAsync(People.Ada, app.Code(), remember: true);
        await server.ForgetStepsAsync();
        browser.Forget("cosmo-session");
        await browser.SignInAsync(People.Ada);
        var plain = client.Authorization("openid");
        Jwt.Parse((await client.RedeemAsync(plain, (await browser.OpenAsync(plain.Url)).AtClient().Code)).IdToken).Claim("acr").ShouldBe(SingleFactor);
        var request = client.Authorization("openid").With("acr_values", $"urn:unknown {MultiFactor} {SingleFactor}");


        (await browser.OpenAsync(request.With("prompt", "none").Url)).AtClient().ShouldFail(request, server.Issuer, "interaction_required");
        var asked = (await browser.OpenAsync(request.Without("prompt").Url)).At("/login");
        var page = (await browser.SignInAsync(asked, People.Ada)).At(Authenticator.FactorPath);
        var callback = (await browser.GiveCodeAsync(page, app.Code())).AtClient().ShouldCarryCode(request, server.Issuer);


        var tokens = (await client.RedeemAsync(request, callback.Code)).ShouldSucceed();
        var idToken = Jwt.Parse(tokens.IdToken);
        idToken.Claim("acr").ShouldBe(MultiFactor);
        idToken.Claims("amr").ShouldBe(["pwd", "otp", "mfa"]);
        idToken.Instant("auth_time").ShouldBeInRange(DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        // Once given, it is not asked for again.
        var silent = client.Authorization("openid").With("acr_values", MultiFactor).With("prompt", "none");
        (await browser.OpenAsync(silent.Url)).AtClient().ShouldCarryCode(silent, server.Issuer);
    }

    [Fact]
    public async Task What_is_only_wished_for_stops_nobody_without_a_factor_and_what_is_essential_leads_to_the_set_up()
    {
        var server = await houses.CleanAsync("Optional");
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var wish = client.Authorization("openid").With("acr_values", MultiFactor);
        var essential = client.Authorization("openid").With("claims", """{"id_token":{"acr":{"essential":true,"value":"urn:cosmo:acr:multi-factor"}}}""");


        var callback = (await browser.AuthorizeAsync(wish, People.Grace)).AtClient().ShouldCarryCode(wish, server.Issuer);
        (await browser.OpenAsync(essential.With("prompt", "none").Url)).AtClient().ShouldFail(essential, server.Issuer, "interaction_required");
        var page = (await browser.SignInAsync((await browser.OpenAsync(essential.Without("prompt").Url)).At("/login"), People.Grace)).At(Authenticator.LoginSetUpPath);


        Jwt.Parse((await client.RedeemAsync(wish, callback.Code)).IdToken).Claim("acr").ShouldBe(SingleFactor);
        await Authenticator.FillInAsync(browser, page);
        var answer = (await browser.OpenAsync(essential.Url)).AtClient().ShouldCarryCode(essential, server.Issuer);
        Jwt.Parse((await client.RedeemAsync(essential, answer.Code)).IdToken).Claim("acr").ShouldBe(MultiFactor);
    }

    [Fact]
    public async Task Prompt_login_asks_for_password_and_code_again()
    {
        var server = await houses.CleanAsync("Optional");
        var app = await server.EquipAsync(People.Ada);
        using var browser = server.NewBrowser();
        await browser.SignInWithCodeAsync(People.Ada, app.Code());
        await server.ForgetStepsAsync();
        var sid = await browser.SessionIdAsync();
        var before = browser.Cookie("cosmo-session");
        var request = server.As(Registrations.Web).Authorization("openid").With("prompt", "login");

        var page = (await browser.SignInAsync((await browser.OpenAsync(request.Url)).At("/login"), People.Ada)).At(Authenticator.FactorPath);
        (await browser.GiveCodeAsync(page, app.Code())).AtClient().ShouldCarryCode(request, server.Issuer);

        browser.Cookie("cosmo-session").ShouldNotBe(before);
        (await browser.SessionIdAsync()).ShouldBe(sid);
    }

    /// <summary>A server for each policy that a test asks for.</summary>
    public sealed class Houses(Servers servers) : IAsyncDisposable
    {
        private readonly Dictionary<string, HostedServer> _started = [];

        /// <summary>The server with this policy, on which nobody has a factor.</summary>
        public async Task<HostedServer> CleanAsync(string policy)
        {
            if (!_started.TryGetValue(policy, out var server))
            {
                var provisioning = Registrations.Provisioning();
                provisioning["users"]!.AsArray().Add(Admin.ToJson());
                _started[policy] = server = await servers.StartFirstAsync(Database.Sqlite, provisioning, ("SecondFactors:Policy", policy));
            }

            await server.ForgetFactorsAsync();
            return server;
        }

        /// <inheritdoc />
        public async ValueTask DisposeAsync()
        {
            foreach (var server in _started.Values)
            {
                await server.DisposeAsync();
            }
        }
    }
}
