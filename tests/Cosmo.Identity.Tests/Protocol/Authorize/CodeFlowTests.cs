using System.Security.Cryptography;
using System.Text;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Authorize;

/// <summary>The authorization code flow as the OIDF Basic OP plan walks it, with each way a client authenticates.</summary>
public sealed class CodeFlowTests(Servers servers)
{
    /// <summary>Every client that may use the flow.</summary>
    public static TheoryData<Database, string> Clients()
    {
        var data = new TheoryData<Database, string>();
        foreach (var database in Enum.GetValues<Database>())
        {
            foreach (var client in new[] { "web", "old", "asserting", "spa", "partner" })
            {
                data.Add(database, client);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_person_signs_in_and_the_client_gets_tokens(Database database, string clientId)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.All.Single(registration => registration.ClientId == clientId));
        using var browser = server.NewBrowser();
        var request = client.Authorization("openid profile email offline_access orders.read");


        var callback = (await browser.AuthorizeAsync(request, People.Ada)).AtClient().ShouldCarryCode(request, server.Issuer);
        var tokens = (await client.RedeemAsync(request, callback.Code)).ShouldSucceed();


        tokens.Text("token_type").ShouldBe("Bearer");
        tokens.Json.GetProperty("expires_in").GetInt32().ShouldBeInRange(1790, 1800);
        tokens.RefreshToken.Length.ShouldBe(43);
        var idToken = Jwt.Parse(tokens.IdToken);
        idToken.IsSignedBy(await server.KeysAsync()).ShouldBeTrue();
        idToken.Claim("iss").ShouldBe(server.Issuer);
        idToken.Claims("aud").ShouldBe([clientId]);
        idToken.Claim("nonce").ShouldBe(request["nonce"]);
    }

    [Fact]
    public async Task The_id_token_says_who_when_and_how_and_is_signed_with_rs256()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);

        var tokens = await client.SignInAsync(People.Ada);

        var idToken = Jwt.Parse(tokens.IdToken);
        idToken.Header.GetProperty("alg").GetString().ShouldBe("RS256");
        idToken.IsSignedBy(await server.KeysAsync()).ShouldBeTrue();
        idToken.Claim("sub").ShouldNotBeNull().Length.ShouldBeLessThan(256);
        idToken.Claim("sid").ShouldNotBeNull();
        idToken.Claims("amr").ShouldContain("pwd");
        idToken.Instant("iat").ShouldBeInRange(DateTimeOffset.UtcNow.AddSeconds(-30), DateTimeOffset.UtcNow.AddSeconds(1));
        idToken.Instant("auth_time").ShouldBeInRange(DateTimeOffset.UtcNow.AddSeconds(-30), DateTimeOffset.UtcNow.AddSeconds(1));
        idToken.Instant("exp").ShouldBeGreaterThan(DateTimeOffset.UtcNow);
        // What it holds is the protocol's, never the library's bookkeeping.
        idToken.Payload.EnumerateObject().ShouldAllBe(claim => !claim.Name.StartsWith("oi_"));
    }

    [Fact]
    public async Task An_at_hash_when_present_is_the_left_half_of_the_access_tokens_hash()
    {
        var server = await servers.AnyAsync();

        var tokens = await server.As(Registrations.Web).SignInAsync(People.Ada);

        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(tokens.AccessToken));
        Jwt.Parse(tokens.IdToken).Claim("at_hash").ShouldBe(Base64Url.Encode(hash.AsSpan(0, 16)));
    }

    [Fact]
    public async Task A_client_that_registered_es256_gets_its_id_token_with_es256()
    {
        var server = await servers.AnyAsync();

        var tokens = await server.As(Registrations.Small).SignInAsync(People.Ada);

        var idToken = Jwt.Parse(tokens.IdToken);
        idToken.Header.GetProperty("alg").GetString().ShouldBe("ES256");
        idToken.IsSignedBy(await server.KeysAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task The_access_token_is_a_jwt_by_rfc_9068()
    {
        var server = await servers.AnyAsync();

        var tokens = await server.As(Registrations.Web).SignInAsync(People.Ada, "openid orders.read stock.read");

        var accessToken = Jwt.Parse(tokens.AccessToken);
        accessToken.Header.GetProperty("typ").GetString().ShouldBe("at+jwt");
        accessToken.Header.GetProperty("alg").GetString().ShouldBe("ES256");
        accessToken.IsSignedBy(await server.KeysAsync()).ShouldBeTrue();
        accessToken.Claim("iss").ShouldBe(server.Issuer);
        accessToken.Claim("client_id").ShouldBe("web");
        accessToken.Claim("sub").ShouldBe(Jwt.Parse(tokens.IdToken).Claim("sub"));
        accessToken.Claim("jti").ShouldNotBeNull();
        accessToken.Claim("sid").ShouldBe(Jwt.Parse(tokens.IdToken).Claim("sid"));
        accessToken.Claims("aud").ShouldBe([server.Issuer, "orders-api", "https://stock.example.test"], ignoreOrder: true);
        accessToken.Claim("scope")!.Split(' ').ShouldBe(["openid", "orders.read", "stock.read"], ignoreOrder: true);
        accessToken.Instant("exp").ShouldBe(accessToken.Instant("iat").AddMinutes(30));
        accessToken.Payload.EnumerateObject().ShouldAllBe(claim => !claim.Name.StartsWith("oi_"));
    }

    [Fact]
    public async Task Without_openid_there_is_no_id_token_but_still_an_audience()
    {
        var server = await servers.AnyAsync();

        var tokens = await server.As(Registrations.Web).SignInAsync(People.Ada, "orders.read");

        tokens.Has("id_token").ShouldBeFalse();
        Jwt.Parse(tokens.AccessToken).Claims("aud").ShouldBe(["orders-api"]);
    }

    [Fact]
    public async Task Without_any_scope_the_access_token_still_has_an_audience()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var request = client.Authorization().Without("scope");

        var callback = (await browser.AuthorizeAsync(request, People.Ada)).AtClient();
        var tokens = (await client.RedeemAsync(request, callback.Code)).ShouldSucceed();

        Jwt.Parse(tokens.AccessToken).Claims("aud").ShouldBe([server.Issuer]);
    }

    [Fact]
    public async Task Without_offline_access_there_is_no_refresh_token()
    {
        var server = await servers.AnyAsync();

        var tokens = await server.As(Registrations.Web).SignInAsync(People.Ada, "openid");

        tokens.Has("refresh_token").ShouldBeFalse();
    }

    [Fact]
    public async Task A_nonce_is_left_out_when_none_was_sent_and_kept_exact_when_it_was()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var bare = client.Authorization().Without("nonce", "state");
        var odd = client.Authorization().With("nonce", "né+ %/\"'<b>").With("state", "a b+c%20&d=é");

        var first = (await browser.AuthorizeAsync(bare, People.Ada)).AtClient();
        var second = (await browser.AuthorizeAsync(odd, People.Ada)).AtClient();
        var firstTokens = (await client.RedeemAsync(bare, first.Code)).ShouldSucceed();
        var secondTokens = (await client.RedeemAsync(odd, second.Code)).ShouldSucceed();

        first["state"].ShouldBeNull();
        Jwt.Parse(firstTokens.IdToken).Claim("nonce").ShouldBeNull();
        second["state"].ShouldBe(odd["state"]);
        Jwt.Parse(secondTokens.IdToken).Claim("nonce").ShouldBe(odd["nonce"]);
    }

    [Fact]
    public async Task A_request_may_be_posted()
    {
        // OpenID Connect Core §3.1.2.1: the endpoint takes GET and POST.
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var request = client.Authorization("openid");

        var page = await browser.PostAsync("/connect/authorize", request.Parameters);

        page.AtClient().ShouldCarryCode(request, server.Issuer);
    }

    [Fact]
    public async Task The_second_registered_redirect_uri_keeps_its_own_query()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var request = client.Authorization().With("redirect_uri", "https://web.example.test/second?tenant=7");

        var callback = (await browser.AuthorizeAsync(request, People.Ada)).AtClient().ShouldCarryCode(request, server.Issuer);

        callback.Target.AbsolutePath.ShouldBe("/second");
        callback["tenant"].ShouldBe("7");
        (await client.RedeemAsync(request, callback.Code)).ShouldSucceed();
    }

    [Theory]
    [InlineData("ui_locales", "de-AT en")]
    [InlineData("claims_locales", "de")]
    [InlineData("acr_values", "urn:mace:incommon:iap:silver 1 2")]
    [InlineData("display", "page")]
    [InlineData("display", "popup")]
    [InlineData("login_hint", "somebody@example.test")]
    [InlineData("extra", "foobar")]
    [InlineData("login_hint", "")]
    [InlineData("prompt", "")]
    [InlineData("max_age", "")]
    public async Task Optional_unknown_and_empty_parameters_never_stop_a_sign_in(string name, string value)
    {
        // OIDF oidcc-ui-locales, -acr-values, -display-*, -unexpected-parameter; O-10: empty is the same as left out.
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var request = client.Authorization("openid").With(name, value);

        var callback = (await browser.AuthorizeAsync(request, People.Ada)).AtClient().ShouldCarryCode(request, server.Issuer);

        (await client.RedeemAsync(request, callback.Code)).ShouldSucceed();
    }

    [Fact]
    public async Task A_native_app_receives_its_code_on_any_loopback_port()
    {
        // RFC 8252 §7.3, O-14.
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Native);
        using var browser = server.NewBrowser();
        var request = client.Authorization().With("redirect_uri", "http://127.0.0.1:51004/callback");

        var callback = (await browser.AuthorizeAsync(request, People.Ada)).AtClient().ShouldCarryCode(request, server.Issuer);

        callback.Target.Port.ShouldBe(51004);
        (await client.RedeemAsync(request, callback.Code)).ShouldSucceed();
    }

    [Fact]
    public async Task A_native_app_may_use_its_private_scheme()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Native);
        using var browser = server.NewBrowser();
        var request = client.Authorization().With("redirect_uri", "com.example.native:/callback");

        (await browser.AuthorizeAsync(request, People.Ada)).AtClient().ShouldCarryCode(request, server.Issuer);
    }

    [Fact]
    public async Task A_response_may_be_posted_as_a_form()
    {
        // OAuth 2.0 Form Post Response Mode; OIDF Form Post OP.
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var request = client.Authorization("openid").With("response_mode", "form_post");

        var page = await browser.AuthorizeAsync(request, People.Ada);

        var callback = page.AtClient().ShouldCarryCode(request, server.Issuer);
        callback.Mode.ShouldBe("form_post");
        callback.Target.AbsoluteUri.ShouldBe(request["redirect_uri"]);
        page.Form()!.Method.ShouldBe("post", StringCompareShould.IgnoreCase);
        page.Form()!.QuerySelector("button, input[type=submit]").ShouldNotBeNull("without JavaScript there must be a button");
        page.Document.QuerySelectorAll("script:not([src])").ShouldBeEmpty("no inline script (D14)");
        page.Answer.Header("Content-Security-Policy")!.ShouldContain("form-action https://web.example.test;");
        page.Answer.Header("Cache-Control")!.ShouldContain("no-store");
        (await client.RedeemAsync(request, callback.Code)).ShouldSucceed();
    }

    [Fact]
    public async Task An_error_is_posted_as_a_form_when_the_request_asked_for_that()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var request = server.As(Registrations.Web).Authorization("openid").With("response_mode", "form_post").With("prompt", "none");

        var callback = (await browser.OpenAsync(request.Url)).AtClient();

        callback.Mode.ShouldBe("form_post");
        callback.ShouldFail(request, server.Issuer, "login_required");
    }
}
