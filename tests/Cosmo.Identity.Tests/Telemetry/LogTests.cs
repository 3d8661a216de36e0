using System.Text.Json;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Telemetry;

/// <summary>The log of a production server is one JSON object per line (LOG-01, LOG-02).</summary>
public sealed class LogTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task Every_line_of_production_parses_and_carries_time_level_and_correlation(Database database)
    {
        await using var server = await servers.StartProcessAsync(
            database, ("Environment", "Production"), ("Issuer", "https://id.example.test"), ("Jobs:PrunePeriod", "00:00:01"), ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Information"));
        await server.Database.ExecuteAsync("ALTER TABLE used_assertions RENAME TO elsewhere");
        await server.Http.GetAsync("/nothing%0d%0a{\"level\":\"critical\"}%1b[31m", ("User-Agent", "x \"} {"));
        (await server.As(Registrations.Mobile).PasswordAsync(People.Ada, password: "wrong-secret-1842")).Status.ShouldBe(400);


        await Eventually.HoldsAsync(() => Task.FromResult(server.Output.Contains("Job PruneExpiredRows failed", StringComparison.Ordinal)), TimeSpan.FromSeconds(60), "a failure was logged");
        var lines = server.Output.Split('\n').Where(line => !line.StartsWith("Cosmo Identity is ready:", StringComparison.Ordinal)).ToList();


        var parsed = lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        foreach (var line in parsed)
        {
            line.GetProperty("time").GetString()!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
            line.GetProperty("level").GetString().ShouldBeOneOf("info", "warning", "error", "critical");
            line.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        }

        parsed.Count(line => line.TryGetProperty("correlationId", out _)).ShouldBeGreaterThan(0);
        parsed.ShouldContain(line => line.GetProperty("level").GetString() == "error" && line.GetProperty("exception").GetString()!.Contains("used_assertions"));
        server.Output.ShouldNotContain("wrong-secret-1842");
        server.Output.ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task Development_is_for_eyes()
    {
        await using var server = await servers.StartFirstProcessAsync(Database.Sqlite);

        server.Output.ShouldContain(" info: Cosmo.Identity");
    }
}
