using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.BrowserTests.Layout;
using Cosmo.Identity.Tests.Harness;
using Xunit;

namespace Cosmo.Identity.BrowserTests.Protocol.Authorize;

/// <summary>Script in every parameter of an authorization request: it becomes text on the login, consent and error pages and in the form that goes to the client.</summary>
public sealed class AuthorizationInjectionTests(Site site)
{
    private static readonly string[] Parameters =
    [
        "client_id", "response_type", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "response_mode", "prompt",
        "max_age", "display", "ui_locales", "claims_locales", "id_token_hint", "login_hint", "acr_values", "claims", "request", "request_uri",
        "resource", "interaction", "error", "error_description", "unknown",
    ];

    [Fact]
    public Task Authorization_of_nobody_by_its_address() => Injection.ProbeAsync(
        site, null, Parameters,
        (visitor, name, payload) => visitor.OpenAsync(Request().With(name, payload).Url),
        (browser, name, payload) => browser.OpenAsync(Request().With(name, payload).Url));

    [Fact]
    public Task Authorization_of_somebody_by_its_address() => Injection.ProbeAsync(
        site, People.Ada, Parameters,
        (visitor, name, payload) => visitor.OpenAsync(Request().With("response_mode", "form_post").With(name, payload).Url),
        (browser, name, payload) => browser.OpenAsync(Request().With("response_mode", "form_post").With(name, payload).Url));

    [Fact]
    public Task Authorization_by_a_form() => Injection.ProbeAsync(
        // A posted request goes on as the GET above; what is left to see is its own errors.
        site, People.Ada, Parameters,
        (visitor, name, payload) => visitor.PostFromNeighbourAsync("/connect/authorize", Request().With(name, payload).Parameters),
        (browser, name, payload) => browser.PostAsync("/connect/authorize", [.. Request().With(name, payload).Parameters]));

    private AuthorizationRequest Request() => new AuthorizationRequest(site.Shop, "openid profile").With("prompt", "consent");
}
