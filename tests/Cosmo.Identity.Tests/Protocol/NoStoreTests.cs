using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol;

/// <summary>Nothing that carries a token or personal data is kept by a cache, and no credential stands in an address (O-03, O-11; ASVS 14.3.2; RFC 6749 §5.1).</summary>
public sealed class NoStoreTests(Servers servers)
{
    [Fact]
    public async Task Answers_of_machine_endpoints_are_not_stored()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Mobile);
        var api = server.As(Registrations.OrdersApi);
        var tokens = await client.PasswordAsync(People.Ada);
        var web = server.As(Registrations.Web);

        Answer[] answers =
        [
            tokens,
            await client.PasswordAsync(new Person("nobody", "nothing")),
            await client.RefreshAsync(tokens.RefreshToken),
            await client.UserInfoAsync(tokens.AccessToken),
            await client.UserInfoAsync("nothing"),
            await api.IntrospectAsync(tokens.AccessToken),
            await api.IntrospectAsync("nothing"),
            await web.PushAsync(web.Authorization()),
            await client.RevokeAsync(tokens.RefreshToken),
            await server.Http.GetAsync("/api/v1/account/sessions", ("Authorization", "Bearer " + (await client.PasswordAsync(People.Ada)).AccessToken)),
        ];

        foreach (var answer in answers)
        {
            (answer.Header("Cache-Control") ?? "").ShouldContain("no-store", customMessage: answer.ToString());
        }
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/connect/logout")]
    public async Task Pages_of_a_person_are_not_stored(string path)
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        if (path != "/login")
        {
            await browser.SignInAsync(People.Ada);
        }

        var page = (await browser.OpenAsync(path)).At(path);

        (page.Answer.Header("Cache-Control") ?? "").ShouldContain("no-store", customMessage: page.Answer.ToString());
    }

    [Fact]
    public async Task A_redirect_with_a_code_is_not_stored()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var request = server.As(Registrations.Web).Authorization("openid");

        var page = await browser.AuthorizeAsync(request, People.Ada);

        page.AtClient();
        (page.Answer.Header("Cache-Control") ?? "").ShouldContain("no-store", customMessage: page.Answer.ToString());
    }
}
