using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.BrowserTests.Layout;

/// <summary>Script in every parameter of every page: none runs, none is even stopped by the policy, because none gets into a page.</summary>
public sealed class InjectionTests(Site site)
{
    private static readonly string[] EndSessionParameters =
        ["id_token_hint", "logout_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales", "decision", "unknown"];

    [Fact]
    public Task Login_by_its_address() => ByAddressAsync(
        null, ["returnUrl", "ReturnUrl", "UserName", "RememberMe", "otherAccount", "error", "unknown"], (name, payload) => "/login" + Wire.Query([(name, payload)]));

    [Fact]
    public Task Login_by_the_request_that_waits_behind_it() => ByAddressAsync(
        null, ["client_id", "login_hint", "redirect_uri", "state", "ui_locales"],
        (name, payload) => "/login" + Wire.Query([("returnUrl", "/connect/authorize" + Wire.Query([(name, payload)]))]));

    [Fact]
    public Task Login_by_its_form() => Injection.ProbeAsync(
        site, null,
        ["UserName", "Password", "RememberMe", "ReturnUrl", "__RequestVerificationToken"],
        async (visitor, name, payload) =>
        {
            await visitor.OpenAsync("/login");
            await SubmitAsync(visitor, ("UserName", People.Heidi.UserName), ("Password", "not-the-goatherd"), (name, payload));
        },
        async (browser, name, payload) => await SubmitAsync(
            browser, await browser.OpenAsync("/login"), ("UserName", People.Heidi.UserName), ("Password", "not-the-goatherd"), (name, payload)));

    [Fact]
    public Task Consent_by_its_address() => ByAddressAsync(People.Ada, ["request", "decision", "unknown"], (name, payload) => "/consent" + Wire.Query([(name, payload)]));

    [Fact]
    public Task Consent_by_its_form() => Injection.ProbeAsync(
        site, People.Ada,
        ["request", "decision", "unknown", "__RequestVerificationToken"],
        async (visitor, name, payload) =>
        {
            await visitor.OpenAsync(Request().Url);
            await visitor.AtAsync("/consent");
            await SubmitAsync(visitor, (name, payload));
        },
        async (browser, name, payload) => await SubmitAsync(browser, (await browser.OpenAsync(Request().Url)).At("/consent"), (name, payload)));

    [Fact]
    public Task End_session_by_its_address() => ByAddressAsync(People.Ada, EndSessionParameters, (name, payload) => "/connect/logout" + Wire.Query([(name, payload)]));

    [Fact]
    public Task End_session_by_a_form() => Injection.ProbeAsync(
        site, People.Ada, EndSessionParameters,
        (visitor, name, payload) => visitor.PostFromNeighbourAsync("/connect/logout", (name, payload)),
        (browser, name, payload) => browser.PostAsync("/connect/logout", (name, payload)));

    [Fact]
    public Task A_persons_own_pages_by_their_address() => ByAddressAsync(
        People.Ada, ["return", "before", "done", "handler"],
        (name, payload) => (name is "before" ? "/account/history" : name is "return" ? "/account/confirm" : "/account/sessions") + Wire.Query([(name, payload)]));

    [Fact]
    public Task Error_page() => Injection.ProbeAsync(
        site, null,
        ["error", "error_description", "error_uri", "status", "unknown"],
        async (visitor, name, payload) =>
        {
            await visitor.OpenAsync("/error" + Wire.Query([(name, payload)]));
            await Injection.ShouldHoldNothingInjectedAsync(visitor);
            await visitor.PostFromNeighbourAsync("/error", (name, payload));
            await Injection.ShouldHoldNothingInjectedAsync(visitor);
            await visitor.OpenAsync("/" + Uri.EscapeDataString(payload));
        },
        async (browser, name, payload) =>
        {
            await browser.OpenAsync("/error" + Wire.Query([(name, payload)]));
            Injection.ShouldLeadNowhereInjected(browser, $"{name}={payload}");
            await browser.PostAsync("/error", (name, payload));
            Injection.ShouldLeadNowhereInjected(browser, $"{name}={payload}");
            return await browser.OpenAsync("/" + Uri.EscapeDataString(payload));
        });

    [Theory]
    [InlineData("javascript:alert(14)//", true)]
    [InlineData("\tjava\nscript:alert(15)", true)]
    [InlineData("data:text/html;base64,PHNjcmlwdD4=", true)]
    [InlineData("0; URL='JavaScript:alert(5)'", true)]
    [InlineData("https://id.example.test/?returnUrl=javascript:alert(14)", false)]
    [InlineData("/login?state=data:text/html", false)]
    [InlineData(null, false)]
    public void An_address_that_is_a_program_is_caught(string? address, bool expected) => Injection.IsProgram(address).ShouldBe(expected);

    [Fact]
    public Task A_page_that_is_careless_is_caught() => site.VisitAsync(Look.Desk, async visitor =>
    {
        await visitor.Page.GotoAsync(site.RelyingParty.Origin + RelyingParty.CarelessPath + Wire.Query([("html", Injection.Breakouts)]));


        (await visitor.Page.Locator($"[{Injection.Mark}]").CountAsync()).ShouldBeGreaterThan(0);
        (await visitor.TakeWrongsAsync()).ShouldContain(wrong => wrong.StartsWith("dialog: ", StringComparison.Ordinal));
    });

    [Fact]
    public Task A_policy_that_is_broken_is_noticed() => site.VisitAsync(Look.Desk, async visitor =>
    {
        await visitor.Page.GotoAsync(site.RelyingParty.Origin + RelyingParty.CarefulPath + Wire.Query([("html", "<script>1</script>")]));


        var wrongs = await visitor.TakeWrongsAsync();
        wrongs.ShouldContain(wrong => wrong.StartsWith("console: Content Security Policy: script-src-elem inline", StringComparison.Ordinal));
    });

    private Task ByAddressAsync(Person? person, IReadOnlyList<string> names, Func<string, string, string> addressOf) => Injection.ProbeAsync(
        site, person, names,
        (visitor, name, payload) => visitor.OpenAsync(addressOf(name, payload)),
        (browser, name, payload) => browser.OpenAsync(addressOf(name, payload)));

    private AuthorizationRequest Request() => new AuthorizationRequest(site.Shop, "openid profile").With("prompt", "consent");

    /// <summary>Sends the page's first form with these values, the last of a name.</summary>
    private static Task<Page> SubmitAsync(Browser browser, Page page, params (string Name, string Value)[] values) =>
        browser.SubmitAsync(page, "__RequestVerificationToken", [.. values.GroupBy(value => value.Name).Select(group => group.Last())]);

    /// <summary>Sends the page's own form with these values, as somebody would who meddles with what the browser sends.</summary>
    private static Task SubmitAsync(Visitor visitor, params (string Name, string Value)[] values) => visitor.ArriveByAsync(() => visitor.Page.EvaluateAsync(
        """
        values => {
          const form = document.forms[0];
          for (const [name, value] of values) {
            form.querySelectorAll(`[name="${name}"]`).forEach(field => field.remove());
            form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
          }
          HTMLFormElement.prototype.submit.call(form);
        }
        """,
        values.Select(value => new[] { value.Name, value.Value }).ToArray()));
}
