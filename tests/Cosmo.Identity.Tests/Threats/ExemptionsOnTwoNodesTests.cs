using System.Net.Http.Json;
using System.Text.Json;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Threats;

/// <summary>An exemption that one node takes, another obeys within a second, and knows again from its first request on (D10).</summary>
[Collection(nameof(Alone)), Trait(nameof(Alone), Alone.Load)]
public sealed class ExemptionsOnTwoNodesTests(Servers servers)
{
    private const string Api = "/api/v1/admin/exemptions";

    [Fact]
    public async Task Another_node_hears_of_an_exemption_and_of_its_end_within_a_second()
    {
        const string customer = "198.51.100.9";
        await using var first = await StartAsync();
        await using var second = await StartBesideAsync(first);
        var token = await first.AdminTokenAsync(Administrators.Root);
        (await SendAsync(first, "/api/v1/admin/ip-blocks", "198.51.100.0/24", token)).Status.ShouldBe(201);
        await Eventually.HoldsAsync(async () => await StatusAsync(second, customer) == 403, TimeSpan.FromSeconds(1), "node 2 refused");


        var placed = await SendAsync(first, Api, customer, token);
        var atOnce = await StatusAsync(first, customer);
        await Eventually.HoldsAsync(async () => await StatusAsync(second, customer) == 200, TimeSpan.FromSeconds(1), "node 2 let the exempt address in");
        await second.StopAsync();
        await second.StartAgainAsync(Servers.BehindProxy);
        var afterRestart = await StatusAsync(second, customer);
        var ended = await first.Http.SendAsync(HttpMethod.Delete, placed.Location!.AbsolutePath + "?reason=over", null, token);
        var refused = await StatusAsync(first, customer);
        await Eventually.HoldsAsync(async () => await StatusAsync(second, customer) == 403, TimeSpan.FromSeconds(1), "node 2 refused again");


        placed.Status.ShouldBe(201, placed.ToString());
        ended.Status.ShouldBe(204);
        (atOnce, afterRestart, refused).ShouldBe((200, 200, 403));
        (await StatusAsync(second, "198.51.100.10")).ShouldBe(403);
    }

    [Fact]
    public async Task Of_fifty_who_exempt_the_same_network_on_both_nodes_one_does()
    {
        await using var first = await StartAsync();
        await using var second = await StartBesideAsync(first);
        var token = await first.AdminTokenAsync(Administrators.Root);
        using var race = new Race();


        var answers = await Race.AtOnceAsync(number => SendAsync(number % 2 == 0 ? first : second, Api, "198.51.100.9", token));


        race.ShouldTakeOne(answers, answer => answer.Status == 201);
        answers.Count(answer => answer.Status == 409).ShouldBe(Race.Parallel - 1);
        (await first.Database.CountAsync("SELECT count(*) FROM security_events WHERE type = 7010")).ShouldBe(1);
    }

    private Task<HostedServer> StartAsync() => servers.StartFirstAsync(
        Database.PostgreSql, Administrators.Provisioning(), Servers.BehindProxy, ("SecondFactors:Policy", "Off"), ("RateLimits:Enabled", "false"));

    private static async Task<HostedServer> StartBesideAsync(HostedServer first)
    {
        var second = await first.StartAnotherNodeAsync();
        await second.StopAsync();
        await second.StartAgainAsync(Servers.BehindProxy, ("SecondFactors:Policy", "Off"));
        return second;
    }

    private static async Task<int> StatusAsync(RunningServer server, string address) => (await server.Http.GetAsync("/", Blocking.From(address))).Status;

    private static async Task<Answer> SendAsync(RunningServer server, string path, string network, (string, string) token)
    {
        using var content = JsonContent.Create(new { network, reason = "a test" }, options: JsonSerializerOptions.Web);
        return await server.Http.SendAsync(HttpMethod.Post, path, content, token);
    }
}
