using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Xunit;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>From an event one finds the log lines of its request, and from a line its events (ASVS 16.2.1).</summary>
public sealed class CorrelationTests(Servers servers)
{
    [Fact]
    public async Task The_log_carries_the_correlation_id_of_the_event()
    {
        await using var server = await servers.StartProcessAsync(
            Database.Sqlite, ("Tokens:RefreshTokenReuseLeeway", "00:00:00"), ("Logging:Console:FormatterName", "json"), ("Logging:Console:FormatterOptions:IncludeScopes", "true"));
        var client = server.As(Registrations.Mobile);
        var tokens = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        (await client.RefreshAsync(tokens.RefreshToken)).ShouldSucceed();
        var trail = await AuditTrail.FromNowAsync(server);


        (await client.RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");


        var row = await trail.ShouldBeAsync(SecurityEventType.RefreshTokenReused);
        await Eventually.HoldsAsync(
            () => Task.FromResult(server.Output.Split('\n').Any(line => line.Contains(row.CorrelationId!) && line.Contains("was presented again"))),
            TimeSpan.FromSeconds(10), $"a log line carried {row.CorrelationId}");
    }
}
