using System.Diagnostics;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Faults;

/// <summary>A database that is locked, frozen or gone makes answers temporary, never wrong (D13; F-07, F-08; issue 2 §8, issue 4).</summary>
[Collection(nameof(Alone)), Trait(nameof(Alone), Alone.Faults)]
public sealed class DatabaseFaultTests(Servers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_locked_sqlite_file_is_a_temporary_fault_and_nothing_is_lost()
    {
        await using var server = await servers.StartProcessAsync(Database.Sqlite);
        var (before, code, request) = await PrepareAsync(server);
        using var people = await PersonalRequests.PrepareAsync(server);


        await using (await SqliteLock.TakeAsync(server))
        {
            await ShouldBeUnavailableAsync(server, before, code, request, people, readsWork: true);
        }


        await ShouldGoOnAsync(server, before, code, request, people);
    }

    [Fact]
    public async Task A_stopped_postgresql_is_a_temporary_fault_and_nothing_is_lost()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var server = await ServerProcess.StartAsync(Database.PostgreSql, cluster, Registrations.Provisioning());
        var (before, code, request) = await PrepareAsync(server);
        using var people = await PersonalRequests.PrepareAsync(server);


        await cluster.StopAsync();
        await ShouldBeUnavailableAsync(server, before, code, request, people, readsWork: false);
        await ShouldNotBeReadyAsync(server);
        await cluster.ResumeAsync();


        await ShouldGoOnAsync(server, before, code, request, people);
    }

    [Fact]
    public async Task A_frozen_postgresql_is_a_temporary_fault_and_nothing_is_lost()
    {
        // The connection stays open and nothing answers: the worst of the three, as only a deadline ends it.
        await using var cluster = await PostgresCluster.StartAsync();
        await using var server = await ServerProcess.StartAsync(Database.PostgreSql, cluster, Registrations.Provisioning());
        var (before, code, request) = await PrepareAsync(server);
        using var people = await PersonalRequests.PrepareAsync(server);


        await cluster.FreezeAsync();
        await ShouldBeUnavailableAsync(server, before, code, request, people, readsWork: false);
        await ShouldNotBeReadyAsync(server);
        await cluster.ThawAsync();


        await ShouldGoOnAsync(server, before, code, request, people);
    }

    private static async Task<(Answer Tokens, string Code, AuthorizationRequest Request)> PrepareAsync(RunningServer server)
    {
        (await server.Http.GetAsync("/health/ready")).Status.ShouldBe(200);
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var tokens = await client.SignInAsync(People.Ada, "openid offline_access orders.read", browser);
        var request = client.Authorization("openid offline_access orders.read");
        var code = (await browser.OpenAsync(request.Url)).AtClient().ShouldCarryCode(request, server.Issuer).Code;
        return (tokens, code, request);
    }

    private static async Task ShouldBeUnavailableAsync(
        RunningServer server, Answer tokens, string code, AuthorizationRequest request, PersonalRequests people, bool readsWork)
    {
        var client = server.As(Registrations.Web);
        var watch = Stopwatch.StartNew();
        Task<Answer>[] writes =
        [
            client.RedeemAsync(request, code),
            client.RefreshAsync(tokens.RefreshToken),
            client.RevokeAsync(tokens.RefreshToken),
            server.As(Registrations.Mobile).PasswordAsync(People.Grace),
            server.As(Registrations.Worker).ClientCredentialsAsync("orders.read"),
            client.PushAsync(client.Authorization()),
        ];
        Task<Answer>[] reads = [server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken), client.UserInfoAsync(tokens.AccessToken)];
        var personal = people.All.Select(one => (Request: one, Answer: one.SendAsync())).ToList();

        // What needs no database answers at once, while all of them wait.
        (await server.Http.GetAsync("/.well-known/openid-configuration")).Status.ShouldBe(200);
        (await server.Http.GetAsync("/.well-known/jwks")).Status.ShouldBe(200);
        (await server.Http.GetAsync("/health/live")).Status.ShouldBe(200);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));

        foreach (var answer in await Task.WhenAll(writes))
        {
            answer.ShouldBeTransientFault();
        }

        foreach (var answer in await Task.WhenAll(reads))
        {
            if (readsWork)
            {
                answer.ShouldSucceed();
            }
            else
            {
                answer.ShouldBeTransientFault();
            }
        }

        foreach (var (one, sent) in personal)
        {
            if (readsWork && one.OnlyReads)
            {
                one.ShouldWork(await sent);
            }
            else
            {
                one.ShouldBeTransientFault(await sent);
            }
        }

        watch.Elapsed.ShouldBeLessThan(Patience, "a client waits no longer than a deadline");
        (await server.Http.GetAsync("/health/live")).Status.ShouldBe(200);
    }

    private static async Task ShouldNotBeReadyAsync(RunningServer server)
    {
        await Eventually.HoldsAsync(
            async () => (await server.Http.GetAsync("/health/ready")).Status == 503, Patience, "a server without its database was not ready");
        using var browser = server.NewBrowser();
        var page = await browser.OpenAsync(server.As(Registrations.Web).Authorization().Url);
        if (page.Callback is { } callback)
        {
            callback.Error.ShouldBe("temporarily_unavailable");
        }
        else
        {
            page.Answer.Status.ShouldBeOneOf(200, 503);
        }
    }

    private static async Task ShouldGoOnAsync(RunningServer server, Answer tokens, string code, AuthorizationRequest request, PersonalRequests people)
    {
        var client = server.As(Registrations.Web);
        await Eventually.HoldsAsync(
            async () => (await server.Http.GetAsync("/health/ready")).Status == 200, TimeSpan.FromSeconds(10), "the server was ready again");

        foreach (var one in people.All)
        {
            one.ShouldWork(await one.SendAsync());
            await one.ShouldBeDoneAsync();
        }

        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeActive();
        (await client.RedeemAsync(request, code)).ShouldSucceed();
        (await client.RefreshAsync(tokens.RefreshToken)).ShouldSucceed();
        (await client.RefreshAsync(tokens.RefreshToken)).ShouldSucceed();
    }
}
