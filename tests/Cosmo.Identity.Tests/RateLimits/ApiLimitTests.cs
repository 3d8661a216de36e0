using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.RateLimits;

/// <summary>The HTTP API: so many calls by one user, whatever the address or token (contract: RateLimits:Api; RFC 9457).</summary>
public sealed class ApiLimitTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task Beyond_the_limit_a_user_is_told_to_wait_as_a_problem_and_browsers_may_read_it(Database database)
    {
        await using var server = await servers.StartLimitedAsync(database, [Servers.BehindProxy, ("RateLimits:Api", "3 per 00:01:00")]);
        var (one, two) = ((await server.SignInAsync("198.51.100.1", People.Ada)).ShouldSucceed().AccessToken, (await server.SignInAsync("198.51.100.2", People.Ada)).ShouldSucceed().AccessToken);
        var other = (await server.SignInAsync("198.51.100.1", People.Grace)).ShouldSucceed().AccessToken;


        var answers = new List<Answer>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add(await server.Http.GetAsync(
                "/api/v1/account/sessions", ("Authorization", "Bearer " + (i % 2 == 0 ? one : two)), ("X-Forwarded-For", $"198.51.100.{10 + i}"), ("Origin", "https://spa.example.test")));
        }


        answers.Take(3).ShouldAllBe(answer => answer.Status == 200);
        answers[0].Limits().ShouldHaveSingleItem().ShouldBe(new ToldLimit("api", 3, 60, 2, 60));
        answers[3].RetryAfter();
        answers[3].MediaType.ShouldBe("application/problem+json");
        answers[3].Json.GetProperty("status").GetInt32().ShouldBe(429);
        answers[3].Header("Access-Control-Allow-Origin").ShouldBe("https://spa.example.test");
        foreach (var name in new[] { "RateLimit", "RateLimit-Policy", "Retry-After" })
        {
            answers[3].Header("Access-Control-Expose-Headers")!.Split(',').Select(exposed => exposed.Trim()).ShouldContain(name);
        }

        (await server.Http.GetAsync("/api/v1/account/sessions", ("Authorization", "Bearer " + other))).ShouldSucceed();
    }
}
