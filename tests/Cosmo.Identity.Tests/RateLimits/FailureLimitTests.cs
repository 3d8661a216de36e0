using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.RateLimits;

/// <summary>Guessing secrets and scanning for tokens: limited by address, never by a client identifier that anybody may name (issue 3, point 4; LOCK-10, REVOKE-08).</summary>
public sealed class FailureLimitTests(Servers servers)
{
    private static readonly Registration Api = Registrations.OrdersApi;

    [Theory]
    [BothDatabases(new object?[] { "/connect/token" })]
    [BothDatabases(new object?[] { "/connect/introspect" })]
    [BothDatabases(new object?[] { "/connect/revoke" })]
    [BothDatabases(new object?[] { "/connect/par" })]
    public async Task Ten_wrong_secrets_a_minute_are_looked_at_and_then_no_right_one(Database database, string path)
    {
        var server = await servers.LimitedAsync(database);
        var (attacker, elsewhere) = (Visitors.NewAddress(), Visitors.NewAddress());
        var client = path == "/connect/introspect" ? Api : Registrations.Web;


        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => AskAsync(server, attacker, path, client.ClientId, $"guess-{number}")));


        answers.Count(answer => answer.Status == 401).ShouldBe(10);
        answers.Where(answer => answer.Status != 401).ShouldAllBe(answer => answer.Status == 429);
        answers.First(answer => answer.Status == 429).ShouldBeRateLimited();
        answers.First(answer => answer.Status == 401).Limits()[0].Name.ShouldBe("client-authentication");
        var right = await AskAsync(server, attacker, path, client.ClientId, client.Secret!);
        right.ShouldBeRateLimited();
        right.Body.ShouldBe(answers.First(answer => answer.Status == 429).Body);
        // The client itself, from where it is, notices nothing; nor does another one beside the attacker.
        (await AskAsync(server, elsewhere, path, client.ClientId, client.Secret!)).Status.ShouldNotBeOneOf(401, 429);
        (await AskAsync(server, attacker, "/connect/introspect", Registrations.StockApi.ClientId, Registrations.StockApi.Secret!)).ShouldBeInactive();
    }

    [Fact]
    public async Task Naming_a_new_client_each_time_is_limited_too_and_hides_no_guess()
    {
        var server = await servers.LimitedAsync(Database.Sqlite);
        var attacker = Visitors.NewAddress();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => AskAsync(server, attacker, "/connect/token", $"client-{number}", "guess")));
        var guesses = new List<Answer>();
        for (var i = 0; i < 12; i++)
        {
            guesses.Add(await AskAsync(server, attacker, "/connect/introspect", Api.ClientId, $"guess-{i}"));
        }

        answers.Count(answer => answer.Status == 401).ShouldBe(60);
        guesses.ShouldAllBe(answer => answer.Status == 429);
        // Ten of the guesses were looked at and counted, so that now the right one is not.
        (await AskAsync(server, attacker, "/connect/introspect", Api.ClientId, Api.Secret!)).ShouldBeRateLimited();
    }

    [Fact]
    public async Task Clients_that_prove_who_they_are_have_no_such_limit()
    {
        var server = await servers.LimitedAsync(Database.Sqlite);
        var address = Visitors.NewAddress();
        var token = (await server.SignInAsync(Visitors.NewAddress(), People.Ada)).ShouldSucceed().AccessToken;

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => AskAsync(server, address, "/connect/introspect", Registrations.OrdersApi.ClientId, Api.Secret!, token)));

        answers.ShouldAllBe(answer => answer.Status == 200);
        answers.ShouldAllBe(answer => answer.Header("RateLimit") == null);
    }

    [Theory]
    [BothDatabases]
    public async Task Sixty_unknown_tokens_a_minute_are_told_apart_from_good_ones_and_good_ones_pass_ever_after(Database database)
    {
        var server = await servers.LimitedAsync(database);
        var good = (await server.SignInAsync(Visitors.NewAddress(), People.Ada)).ShouldSucceed();
        Func<string, string, Task<Answer>>[] doors =
        [
            (address, token) => server.Http.GetAsync("/connect/userinfo", ("Authorization", "Bearer " + token), ("X-Forwarded-For", address)),
            (address, token) => server.Http.GetAsync("/api/v1/account/sessions", ("Authorization", "Bearer " + token), ("X-Forwarded-For", address)),
            (address, token) => AskAsync(server, address, "/connect/introspect", Api.ClientId, Api.Secret!, token),
            (address, token) => server.Http.PostAsync("/connect/revoke", [("client_id", "mobile"), ("token", token)], ("X-Forwarded-For", address)),
            (address, token) => server.Http.PostAsync("/connect/token", [("grant_type", "refresh_token"), ("client_id", "mobile"), ("refresh_token", token)], ("X-Forwarded-For", address)),
        ];
        string[] rights = [good.AccessToken, good.AccessToken, good.AccessToken, good.AccessToken, good.RefreshToken];
        for (var door = 0; door < doors.Length; door++)
        {
            var scanner = Visitors.NewAddress();


            var answers = await Task.WhenAll(Enumerable.Range(0, 80).Select(number => doors[door](scanner, number % 2 == 0 ? $"{number:d3}guessguessguessguessguessguessguessguess" : $"a.b{number}.c")));


            answers.Count(answer => answer.Status != 429).ShouldBe(60, $"door {door}");
            answers.First(answer => answer.Status == 429).RetryAfter();
            if (door != 3)
            {
                // Not revoked while others are tried: that door is the last but one.
                (await doors[door](scanner, rights[door])).Status.ShouldBe(200, $"door {door}");
            }
        }
    }

    [Fact]
    public async Task A_token_that_was_good_once_is_no_scan()
    {
        var server = await servers.LimitedAsync(Database.Sqlite);
        var address = Visitors.NewAddress();
        var token = (await server.SignInAsync(address, People.Ada)).ShouldSucceed().AccessToken;
        (await server.Http.PostAsync("/connect/revoke", [("client_id", "mobile"), ("token", token)])).ShouldSucceed();

        var answers = await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => server.Http.GetAsync("/connect/userinfo", ("Authorization", "Bearer " + token), ("X-Forwarded-For", address))));

        answers.ShouldAllBe(answer => answer.Status == 401);
    }

    [Fact]
    public async Task One_address_pushes_sixty_requests_a_minute_for_public_clients()
    {
        var server = await servers.LimitedAsync(Database.Sqlite);
        var address = Visitors.NewAddress();

        var answers = await Task.WhenAll(Enumerable.Range(0, 80).Select(_ =>
            server.Http.PostAsync("/connect/par", new AuthorizationRequest(Registrations.Spa, "openid").Parameters, ("X-Forwarded-For", address))));

        answers.Count(answer => answer.Status == 201).ShouldBe(60);
        answers.First(answer => answer.Status != 201).ShouldBeRateLimited();
    }

    private static Task<Answer> AskAsync(RunningServer server, string address, string path, string clientId, string secret, string token = "not-a-token-of-anybody") =>
        server.Http.PostAsync(
            path,
            path == "/connect/par"
                ? new AuthorizationRequest(Registrations.Web, "openid").Without("client_id").Parameters
                : [("grant_type", "client_credentials"), ("token", token)],
            ("Authorization", OidcClient.Basic(clientId, secret)), ("X-Forwarded-For", address));
}
