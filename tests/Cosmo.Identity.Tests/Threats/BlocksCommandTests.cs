using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.Jobs;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Threats;

/// <summary>What an operator orders that cannot be meant is refused, with the reason.</summary>
public sealed class BlocksCommandTests(Servers servers)
{
    [Theory]
    [InlineData("everybody", "is no network")]
    [InlineData("10.1.2.3/8", "bits behind its prefix")]
    [InlineData("0.0.0.0/0", "too wide")]
    [InlineData("2000::/3", "too wide")]
    public async Task What_would_block_the_wrong_ones_is_refused(string network, string reason)
    {
        var server = await servers.AnyAsync();

        var result = await server.BlocksAsync("add", network);

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldContain(reason);
    }

    [Theory]
    [BothDatabases]
    public async Task A_command_blocks_nobody_whom_an_administrator_exempted(Database database)
    {
        var server = await servers.OnAsync(database);
        var now = SqlRows.At(server.Database, DateTimeOffset.UtcNow);
        await server.Database.ExecuteAsync(
            $"INSERT INTO block_exemptions (id, network, reason, placed_by, created_at) VALUES ({SqlRows.Key(server.Database, Guid.CreateVersion7())}, '198.51.102.0/24', 'x', 'x', {now})");

        var result = await server.BlocksAsync("add", "198.51.102.9");

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldContain("exempt by an administrator");
    }

    [Theory]
    [InlineData("0m")]
    [InlineData("366d")]
    [InlineData("soon")]
    [InlineData("-1.00:00:00")]
    public async Task A_block_has_an_end(string duration)
    {
        var server = await servers.AnyAsync();

        var result = await server.BlocksAsync("add", "198.51.100.9", "--for=" + duration);

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldContain("no duration");
    }
}
