using Cosmo.Identity.Admin.Clients.Try;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Admin.Clients;

/// <summary>What the console says of an authorization request is what the server does with it.</summary>
public sealed class RequestLintTests(Servers servers)
{
    public static TheoryData<string, string> Requests { get; } = new()
    {
        { "web", "" },
        { "web", "redirect_uri=https://elsewhere.example.test/" },
        { "web", "redirect_uri=https://web.example.test/callback/" },
        { "web", "redirect_uri=" },
        { "web", "response_type=token" },
        { "web", "response_type=" },
        { "web", "response_mode=fragment" },
        { "web", "scope=openid no.such" },
        { "web", "code_challenge=&code_challenge_method=" },
        { "web", "code_challenge_method=plain" },
        { "web", "code_challenge_method=" },
        { "web", "code_challenge=short" },
        { "web", "code_challenge=" },
        { "web", "prompt=none login" },
        { "web", "prompt=sometimes" },
        { "web", "max_age=-1" },
        { "web", "request=eyJ" },
        { "web", "registration={}" },
        { "web", "client_id=nobody" },
        { "old", "code_challenge=&code_challenge_method=" },
        { "pushed", "" },
        { "native", "redirect_uri=http://127.0.0.1:53211/callback" },
        { "native", "redirect_uri=http://127.0.0.1:53211/other" },
        { "worker", "redirect_uri=https://web.example.test/callback" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task The_console_says_of_a_request_what_the_server_answers(string clientId, string changes)
    {
        var server = await servers.ConsoleAsync(Database.Sqlite);
        var clients = server.Part<ClientReader>();
        var client = (await clients.FindAsync(clientId, TestContext.Current.CancellationToken))!;
        var query = RequestLint.Parse(RequestLint.ExampleOf(client.Metadata)).ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        foreach (var change in changes.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(change => change.Split('=', 2)))
        {
            query.Remove(change[0]);
            if (change[1].Length > 0)
            {
                query[change[0]] = change[1];
            }
        }

        var url = "/connect/authorize" + Wire.Query(query.Select(pair => (pair.Key, pair.Value)));
        using var browser = server.NewBrowser();

        var lint = RequestLint.Of(
            client.Metadata, RequestLint.Parse(url), query.TryGetValue("redirect_uri", out var redirect) && await clients.AcceptsRedirectAsync(clientId, redirect, TestContext.Current.CancellationToken));
        var page = await browser.OpenAsync(url);

        var refusals = lint.Lines.Where(line => line.Error is not null).Select(line => line.Error).ToList();
        var error = page.Callback?["error"] ?? (page.Answer.Status == 400 ? page.Document.Body!.TextContent : null);
        if (error is null)
        {
            refusals.ShouldBeEmpty(page.Answer.ToString());
            page.At("/login");
        }
        else
        {
            // The worker may neither ask for codes nor has it an address to send them to.
            refusals.Count.ShouldBe(clientId == "worker" ? 2 : 1, page.Answer.ToString());
            (page.Callback is not null).ShouldBe(lint.ReachesClient, page.Answer.ToString());
            refusals.ShouldContain(refusal => error.Contains(refusal!, StringComparison.Ordinal), page.Answer.ToString());
        }
    }

    [Fact]
    public async Task The_page_begins_with_a_request_that_works_and_explains_one_that_does_not()
    {
        var server = await servers.ConsoleAsync(Database.Sqlite);
        using var browser = await server.EnterAsync(Administrators.Vera);

        var example = await browser.OpenAsync("/admin/clients/web/try");
        var hostile = await browser.SubmitAsync(example, "request", ("request", "https://id.example.test/connect/authorize?client_id=<b>&redirect_uri=<img src=x>&scope=<script>&scope=x"));

        example.Document.QuerySelectorAll(".badge.is-critical").ShouldBeEmpty();
        hostile.Document.QuerySelectorAll(".badge.is-critical").ShouldNotBeEmpty();
        hostile.Document.QuerySelectorAll("main img, main script, main b").ShouldBeEmpty();
    }
}
