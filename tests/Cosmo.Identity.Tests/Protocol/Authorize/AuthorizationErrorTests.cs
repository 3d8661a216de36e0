using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Authorize;

/// <summary>Errors go to the client once client and redirect URI are proven, and to nobody before that (RFC 6749 §4.1.2.1; R-02, O-12, OAUTH-10, OAUTH-11).</summary>
public sealed class AuthorizationErrorTests(Servers servers)
{
    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", "id_token", "unsupported_response_type")]
    [InlineData("response_type", "code id_token", "unsupported_response_type")]
    [InlineData("response_type", "nonsense", "unsupported_response_type")]
    [InlineData("response_type", null, "invalid_request")]
    [InlineData("scope", "openid no.such.scope", "invalid_scope")]
    [InlineData("scope", "openid\u0001", "invalid_scope|invalid_request")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("code_challenge_method", "S512", "invalid_request")]
    [InlineData("response_mode", "web_message", "invalid_request")]
    [InlineData("response_mode", "query.jwt", "invalid_request")]
    [InlineData("response_mode", "fragment", "invalid_request")]
    [InlineData("request", "eyJhbGciOiJub25lIn0.eyJjbGllbnRfaWQiOiJ3ZWIifQ.", "request_not_supported")]
    [InlineData("request_uri", "https://web.example.test/request.jwt", "request_uri_not_supported")]
    [InlineData("registration", "{}", "registration_not_supported")]
    [InlineData("id_token_hint", "not.a.token", "invalid_request|login_required")]
    public async Task A_wrong_parameter_is_told_to_the_client(string name, string? value, string errors)
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var request = server.As(Registrations.Web).Authorization("openid");
        _ = value is null ? request.Without(name) : request.With(name, value);
        if (name == "id_token_hint")
        {
            request.With("prompt", "none");
        }

        var page = await browser.OpenAsync(request.Url);

        page.AtClient().ShouldFail(request, server.Issuer, errors.Split('|')).Target.GetLeftPart(UriPartial.Path).ShouldBe(Registrations.Web.RedirectUri);
    }

    [Theory]
    [InlineData("client_id", "nobody", "client_id")]
    [InlineData("client_id", "WEB", "client_id")]
    [InlineData("client_id", null, "client_id")]
    [InlineData("client_id", "orders-api", null)]
    [InlineData("client_id", "worker", null)]
    [InlineData("redirect_uri", null, "redirect_uri")]
    public async Task Without_a_proven_client_nothing_is_redirected(string name, string? value, string? word)
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var request = server.As(Registrations.Web).Authorization("openid");
        _ = value is null ? request.Without(name) : request.With(name, value);

        var page = await browser.OpenAsync(request.Url);

        page.ShouldBeErrorPage(word is null ? [] : [word]);
    }

    [Theory]
    [InlineData("scope", "openid")]
    [InlineData("state", "another")]
    [InlineData("response_type", "code")]
    [InlineData("nonce", "another")]
    [InlineData("prompt", "none")]
    [InlineData("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")]
    public async Task A_parameter_sent_twice_is_an_invalid_request(string name, string value)
    {
        // OAUTH-11, O-09: never the last one wins.
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var request = server.As(Registrations.Web).Authorization("openid").And(name, value);
        if (name == "prompt")
        {
            request.And(name, "login");
        }

        var page = await browser.OpenAsync(request.Url);

        (page.Callback?["code"]).ShouldBeNull();
        (page.Callback?.Error ?? "invalid_request").ShouldBe("invalid_request");
        if (page.Callback is null)
        {
            page.ShouldBeErrorPage();
        }
    }

    [Theory]
    [InlineData("client_id", "other")]
    [InlineData("redirect_uri", "https://evil.example.test/callback")]
    public async Task A_client_or_redirect_uri_sent_twice_stays_at_the_server(string name, string value)
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var request = server.As(Registrations.Web).Authorization("openid").And(name, value);

        (await browser.OpenAsync(request.Url)).ShouldBeErrorPage();
    }

    [Fact]
    public async Task A_parameter_in_query_and_body_is_not_mixed()
    {
        // OAUTH-11: query+body.
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var request = server.As(Registrations.Web).Authorization("openid");

        var answer = await browser.SendAsync(
            HttpMethod.Post, new Uri("/connect/authorize?redirect_uri=https%3A%2F%2Fevil.example.test%2F&scope=email", UriKind.Relative), Wire.Form(request.Parameters));

        (answer.Location?.Host ?? "").ShouldNotBe("evil.example.test");
        answer.Body.ShouldNotContain("evil.example.test");
    }

    [Theory]
    [InlineData("\"></a><script>alert(1)</script>")]
    [InlineData("javascript:alert(1)")]
    [InlineData("line\r\nSet-Cookie: stolen=1")]
    public async Task A_hostile_state_comes_back_encoded_or_not_at_all(string state)
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        foreach (var mode in new[] { "query", "form_post" })
        {
            var request = server.As(Registrations.Web).Authorization("openid").With("state", state).With("response_mode", mode);

            var page = await browser.AuthorizeAsync(request, People.Ada);

            page.Answer.Header("Set-Cookie").ShouldNotBe("stolen=1");
            page.Document.QuerySelectorAll("script:not([src])").ShouldBeEmpty();
            if (page.Callback is { } callback)
            {
                // The form's values are normalised by browsers, so line ends are compared without their carriage return.
                callback["state"]!.ReplaceLineEndings("\n").ShouldBe(state.ReplaceLineEndings("\n"));
            }
            else
            {
                page.ShouldBeErrorPage();
            }
        }
    }

    [Fact]
    public async Task A_huge_state_is_refused_or_returned_whole()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var request = server.As(Registrations.Web).Authorization("openid").With("state", new string('x', 64 * 1024)).With("prompt", "none");

        var page = await browser.OpenAsync(request.Url);

        if (page.Callback is { } callback)
        {
            callback["state"]!.Length.ShouldBe(64 * 1024);
        }
        else
        {
            page.Answer.Status.ShouldBeOneOf(400, 413, 414, 431);
        }
    }

    [Fact]
    public async Task The_error_page_shows_what_was_sent_as_text_only()
    {
        // XSS-01, V107.
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var request = server.As(Registrations.Web).Authorization("openid").With("client_id", "<img src=x onerror=alert(1)>");

        var page = (await browser.OpenAsync(request.Url)).ShouldBeErrorPage();

        page.Document.QuerySelector("img[src=x]").ShouldBeNull();
        page.Answer.Header("Content-Security-Policy").ShouldNotBeNull().ShouldContain("default-src 'none'");
    }

    [Fact]
    public async Task A_client_without_the_grant_is_told_so()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var request = new AuthorizationRequest(Registrations.Web, "openid").With("client_id", "mobile");

        (await browser.OpenAsync(request.Url)).ShouldBeErrorPage();
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Other_methods_are_refused(string method)
    {
        // DOS-10.
        var server = await servers.AnyAsync();

        var answer = await server.Http.SendAsync(new HttpMethod(method), "/connect/authorize?client_id=web", null);

        answer.Status.ShouldBeOneOf(400, 404, 405);
    }

    [Fact]
    public async Task No_origin_is_ever_allowed_to_read_the_authorization_endpoint()
    {
        // R-19, OAUTH-20, V105.
        var server = await servers.AnyAsync();
        var request = server.As(Registrations.Spa).Authorization("openid").With("prompt", "none");

        var answer = await server.Http.GetAsync(request.Url, ("Origin", "https://spa.example.test"));

        answer.Header("Access-Control-Allow-Origin").ShouldBeNull();
    }
}
