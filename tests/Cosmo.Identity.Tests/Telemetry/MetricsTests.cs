using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Telemetry;

/// <summary>What <c>/metrics</c> tells, and whom.</summary>
public sealed class MetricsTests(Servers servers)
{
    [Fact]
    public async Task It_tells_this_machine_what_the_alarms_ask_for()
    {
        await using var server = await servers.StartProcessAsync(Database.Sqlite, ("Jobs:PrunePeriod", "00:00:01"));
        (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();
        (await server.As(Registrations.Worker).ClientCredentialsAsync("orders.read")).ShouldSucceed();
        (await server.Http.PostAsync("/connect/token", [("grant_type", "urn:evil\"} 1\n"), ("client_id", "nobody")])).Status.ShouldBe(400);


        await Eventually.HoldsAsync(
            async () => (await server.Http.GetAsync("/metrics")).Body.Contains("cosmo_job_runs_total{job=\"PruneExpiredRows\",outcome=\"done\"}", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60), "a run of a job was counted");
        var answer = await server.Http.GetAsync("/metrics");


        answer.MediaType.ShouldBe("text/plain");
        foreach (var name in new[]
        {
            "cosmo_token_requests_total{grant_type=\"password\",outcome=\"issued\"} 1", "cosmo_token_requests_total{grant_type=\"client_credentials\",outcome=\"issued\"} 1",
            "cosmo_token_requests_total{grant_type=\"other\"", "cosmo_password_check_seconds_count", "cosmo_password_queue", "cosmo_database_group_count{kind=\"write\"}",
            "cosmo_database_time_seconds_bucket", "cosmo_job_time_seconds_count", "http_server_request_duration_seconds_count", "dotnet_process_memory_working_set_bytes",
            "kestrel_active_connections",
        })
        {
            answer.Body.ShouldContain(name);
        }

        answer.Body.ShouldNotContain("evil");
    }

    [Theory]
    [InlineData("203.0.113.9", 404)]
    [InlineData("198.51.100.7", 200)]
    [InlineData("127.0.0.1", 404)]
    [InlineData("not an address", 404)]
    public async Task Behind_a_proxy_the_client_counts(string client, int status)
    {
        await using var server = await servers.StartAsync(
            Database.Sqlite, ("ReverseProxy:TrustedNetworks:0", "127.0.0.0/8"), ("Metrics:AllowedNetworks:0", "198.51.100.0/24"));

        (await server.Http.GetAsync("/metrics", ("X-Forwarded-For", client))).Status.ShouldBe(status);
    }

    [Fact]
    public async Task A_header_of_a_stranger_opens_nothing()
    {
        await using var server = await servers.StartAsync(Database.Sqlite, ("Metrics:AllowedNetworks:0", "198.51.100.0/24"));

        foreach (var header in new[] { "X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP" })
        {
            (await server.Http.GetAsync("/metrics", (header, "198.51.100.7"))).Status.ShouldBe(404, header);
        }
    }

    [Fact]
    public async Task Health_tells_details_to_this_machine_only_and_only_when_asked()
    {
        await using var server = await servers.StartAsync(Database.Sqlite, ("ReverseProxy:TrustedNetworks:0", "127.0.0.0/8"));

        (await server.Http.GetAsync("/health/ready")).Body.ShouldBe("ready");
        (await server.Http.GetAsync("/health/ready?details", ("X-Forwarded-For", "203.0.113.9"))).Body.ShouldBe("ready");
        var details = (await server.Http.GetAsync("/health/ready?details")).Json;

        details.GetProperty("status").GetString().ShouldBe("ready");
        details.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("name").GetString()).ShouldContain("PruneExpiredRows");
    }
}
