using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>A person reads what happened to their own account, and nothing of anybody else's.</summary>
public sealed class AccountEventsTests(Servers servers)
{
    private const string Path = "/api/v1/account/events";

    [Theory]
    [BothDatabases]
    public async Task A_person_pages_through_their_own_events(Database database)
    {
        await using var server = await servers.StartAsync(database);
        var (ada, adaId) = await SignInAsync(server, People.Ada);
        var (_, graceId) = await SignInAsync(server, People.Grace);
        await using (var trail = await Trail.OpenAsync(server.Database))
        {
            for (var i = 0; i < 12; i++)
            {
                await trail.RecordAsync(new SecurityEvent { Type = SecurityEventType.NewDeviceUsed, SubjectId = adaId, IpAddress = "192.0.2.9", Details = "{\"secret\":\"of the house\"}" });
                await trail.RecordAsync(new SecurityEvent { Type = SecurityEventType.NewDeviceUsed, SubjectId = graceId, IpAddress = "192.0.2.77" });
            }
        }


        var first = (await server.Http.GetAsync(Path + "?limit=10&type=account.new_device_used", ada)).ShouldSucceed();
        var second = (await server.Http.GetAsync($"{Path}?limit=10&type=account.new_device_used&before={first.Text("next")}", ada)).ShouldSucceed();


        first.Json.GetProperty("events").GetArrayLength().ShouldBe(10);
        second.Json.GetProperty("events").GetArrayLength().ShouldBe(2);
        second.Json.GetProperty("next").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (first.Body + second.Body).ShouldNotContain("192.0.2.77");
        (first.Body + second.Body).ShouldNotContain("of the house");
        first.Header("Cache-Control").ShouldBe("no-store");
        var one = first.Json.GetProperty("events")[0];
        one.GetProperty("type").GetString().ShouldBe("account.new_device_used");
        one.GetProperty("severity").GetString().ShouldBe("notice");
        one.GetProperty("ipAddress").GetString().ShouldBe("192.0.2.9");
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=201")]
    [InlineData("?limit=ten")]
    [InlineData("?limit=10&limit=10")]
    [InlineData("?before=x")]
    [InlineData("?type=no.such")]
    [InlineData("?severity=0")]
    [InlineData("?severity=Critical")]
    public async Task What_cannot_be_asked_for_is_a_problem(string query)
    {
        var server = await servers.AnyAsync();
        var (ada, _) = await SignInAsync(server, People.Ada);

        var answer = await server.Http.GetAsync(Path + query, ada);

        answer.Status.ShouldBe(400, answer.ToString());
        answer.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Nobody_reads_without_a_token()
    {
        var server = await servers.AnyAsync();

        (await server.Http.GetAsync(Path)).ShouldRefuseBearer();
    }

    private static async Task<((string, string) Header, Guid Subject)> SignInAsync(RunningServer server, Person person)
    {
        var client = server.As(Registrations.Mobile);
        var tokens = (await client.PasswordAsync(person, "openid")).ShouldSucceed();
        var subject = (await client.UserInfoAsync(tokens.AccessToken)).ShouldSucceed().Text("sub");
        return (("Authorization", "Bearer " + tokens.AccessToken), Guid.Parse(subject));
    }
}
