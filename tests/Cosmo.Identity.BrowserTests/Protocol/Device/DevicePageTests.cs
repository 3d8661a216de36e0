using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.Tests.Harness;
using Xunit;

namespace Cosmo.Identity.BrowserTests.Protocol.Device;

/// <summary>A person lets a device in with a real browser, and no other site does it for them (RFC 8628 §3.3, §5.4, V053).</summary>
public sealed class DevicePageTests(Site site)
{
    private const string GrantType = "urn:ietf:params:oauth:grant-type:device_code";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_device_shows_a_code_and_its_person_lets_it_in(bool script) => site.VisitAsync(Look.Desk with { JavaScript = script }, async visitor =>
    {
        var asked = await AskAsync();
        await visitor.OpenAsync(script ? new Uri(asked.Text("verification_uri_complete")).PathAndQuery : "/connect/verify");
        await visitor.SignInAsync(People.Ada);
        if (!script)
        {
            await visitor.Page.GetByLabel("Code").FillAsync(asked.Text("user_code").ToLowerInvariant().Replace("-", " "));
            await visitor.Button("Continue").ClickAsync();
        }


        await visitor.Page.GetByText(asked.Text("user_code")).WaitForAsync();
        var before = await PollAsync(asked);
        await visitor.Button("Allow").ClickAsync();
        await visitor.Page.GetByText("The device is connected").WaitForAsync();
        var after = await PollAsync(asked);


        before.ShouldFail(400, "authorization_pending");
        (await site.Server.As(Registrations.OrdersApi).IntrospectAsync(after.ShouldSucceed().AccessToken)).ShouldBeActive();
    });

    [Fact]
    public Task Another_origin_of_the_same_site_cannot_let_a_device_in() => site.VisitAsync(Look.Desk, async visitor =>
    {
        var asked = await AskAsync();
        await visitor.SignInHereAsync(People.Ada);
        await visitor.OpenAsync(new Uri(asked.Text("verification_uri_complete")).PathAndQuery);
        var request = await visitor.Page.Locator("input[name=request]").InputValueAsync();


        await visitor.PostFromNeighbourAsync("/connect/verify?handler=Decide", ("request", request), ("decision", "allow"));
        await visitor.PostFromNeighbourAsync("/connect/verify", ("user_code", asked.Text("user_code")));


        (await PollAsync(asked)).ShouldFail(400, "authorization_pending");
    });

    private async Task<Answer> AskAsync() =>
        (await site.Server.As(Registrations.Television).PostAsync("/connect/device", ("scope", "openid profile orders.read"))).ShouldSucceed();

    private Task<Answer> PollAsync(Answer asked) =>
        site.Server.As(Registrations.Television).TokenAsync(("grant_type", GrantType), ("device_code", asked.Text("device_code")));
}
