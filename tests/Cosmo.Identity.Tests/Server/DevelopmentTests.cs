using System.Text.Json.Nodes;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Server;

/// <summary>A clone, one command, a token: what Development brings along works as the README says, and no other environment has it (ASVS 6.3.2).</summary>
public sealed class DevelopmentTests
{
    [Fact]
    public async Task The_demo_accounts_of_the_development_file_sign_in()
    {
        await using var server = await ServerProcess.StartBareAsync();
        var file = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(Place.Program)!, "provisioning.Development.json"), CancellationToken.None))!;
        var passwords = file["users"]!.AsArray().ToDictionary(user => user!["username"]!.GetValue<string>(), user => user!["password"]!.GetValue<string>());

        foreach (var name in new[] { "alice", "bob" })
        {
            (await TryAsync(name)).ShouldSucceed();
        }

        // Administrators have a second factor, here as elsewhere; the sign-in leads them to set one up.
        (await TryAsync("admin")).ShouldFail(400, "interaction_required");

        file["clients"]!.AsArray().Select(client => client!["client_id"]!.GetValue<string>())
            .ShouldBe(["demo-web", "demo-spa", "demo-mobile", "demo-worker", "orders-api"], ignoreOrder: true);
        using var browser = server.NewBrowser();
        var login = await browser.OpenAsync("/login");
        login.At("/login").Document.Body!.TextContent.ShouldContain("alice");
        (await browser.SignInAsync(login, new Person("admin", passwords["admin"]))).At("/login/set-up");

        Task<Answer> TryAsync(string name) => server.Http.PostAsync(
            "/connect/token",
            [("grant_type", "password"), ("client_id", "demo-mobile"), ("username", name), ("password", passwords[name]), ("scope", "openid offline_access")]);
    }

    [Fact]
    public async Task The_home_page_says_what_this_is()
    {
        await using var server = await ServerProcess.StartBareAsync();
        using var browser = server.NewBrowser();

        var page = (await browser.OpenAsync("/")).At("/");

        page.Document.Body!.TextContent.ShouldContain("Cosmo Identity");
        foreach (var link in page.Document.QuerySelectorAll("a[href^='/']"))
        {
            (await browser.OpenAsync(link.GetAttribute("href")!)).Answer.Status.ShouldBe(200, link.GetAttribute("href"));
        }
    }
}
