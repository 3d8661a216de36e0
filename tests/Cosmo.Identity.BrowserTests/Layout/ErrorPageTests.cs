using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.BrowserTests.Layout;

/// <summary>What a person reads when something failed, with nothing sent to an address that is not proven.</summary>
public sealed class ErrorPageTests(Site site)
{
    [Theory]
    [InlineData("client_id", "nobody", "client_id")]
    [InlineData("redirect_uri", "http://localhost:1/callback", "redirect_uri")]
    [InlineData("redirect_uri", "javascript:alert(1)", "redirect_uri")]
    public Task A_request_that_proves_no_client_is_explained_here(string parameter, string value, string said) => site.VisitAsync(Look.Desk, async visitor =>
    {
        var answer = await visitor.OpenAsync(new AuthorizationRequest(site.Shop, "openid").With(parameter, value).Url);


        answer!.Status.ShouldBe(400);
        (await visitor.Heading.InnerTextAsync()).ShouldBe("We cannot go on from here");
        (await visitor.Page.Locator("dl").InnerTextAsync()).ShouldContain(said);
    });

    [Theory]
    [InlineData("/no/such/page", 404, "Page not found")]
    [InlineData("/error", 404, "Page not found")]
    [InlineData("/consent", 400, "This request cannot be used")]
    [InlineData("/consent?request=stale", 400, "This request cannot be used")]
    [InlineData("/connect/logout?post_logout_redirect_uri=https://evil.example.test/", 400, "We cannot go on from here")]
    public Task Every_failure_has_a_page_and_a_reference(string path, int status, string heading) => site.VisitAsync(Look.Desk, async visitor =>
    {
        var answer = await visitor.OpenAsync(path);


        answer!.Status.ShouldBe(status);
        (await visitor.Heading.InnerTextAsync()).ShouldBe(heading);
        (await visitor.Page.Locator("dl").InnerTextAsync()).ShouldContain("Reference");
    });

    [Fact]
    public Task Consent_asked_of_one_session_is_stale_in_another() => site.VisitAsync(Look.Desk, async visitor =>
    {
        await visitor.SignInHereAsync(People.Ada);
        await visitor.OpenAsync(new AuthorizationRequest(site.Shop, "openid").With("prompt", "consent").Url);
        await visitor.AtAsync("/consent");
        var second = await visitor.OpenTabAsync();
        await second.OpenAsync("/connect/logout");
        await second.Button("Sign out").ClickAsync();
        await second.AtAsync("/signed-out");


        await visitor.Button("Allow").ClickAsync();


        await visitor.Page.GetByText("This request cannot be used").WaitForAsync();
    });
}
