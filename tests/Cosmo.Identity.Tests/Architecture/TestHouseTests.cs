using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Architecture;

/// <summary>What makes tests lie: waiting for a duration and being left out.</summary>
public sealed class TestHouseTests
{
    private static readonly string[] Forbidden = ["Task." + "Delay(", "Thread." + "Sleep(", "Skip" + " ="];

    [Fact]
    public void No_test_sleeps_or_is_skipped()
    {
        var lines = Directory.GetFiles(Path.Combine(Place.Repository, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"))
            .SelectMany(file => File.ReadLines(file).Where(line => Forbidden.Any(line.Contains)).Select(line => $"{Path.GetRelativePath(Place.Repository, file)}: {line.Trim()}"));

        lines.ShouldBeEmpty();
    }
}
