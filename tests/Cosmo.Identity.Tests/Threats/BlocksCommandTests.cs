using Cosmo.Identity.Tests.Harness;
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
