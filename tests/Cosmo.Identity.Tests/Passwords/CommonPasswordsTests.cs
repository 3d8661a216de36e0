using Cosmo.Identity.Passwords.Rules;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Passwords;

/// <summary>The bundled list (ASVS 6.2.4): whole, sorted, and silent about what is not on it.</summary>
public sealed class CommonPasswordsTests
{
    [Fact]
    public void The_list_is_long_and_sorted()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);


        CommonPasswords.Count.ShouldBeGreaterThan(100_000);
        lines.Length.ShouldBe(CommonPasswords.Count);
        lines.ShouldAllBe(line => line.Length == 10);
        lines.Zip(lines.Skip(1)).ShouldAllBe(pair => string.CompareOrdinal(pair.First, pair.Second) < 0);
    }

    [Fact]
    public void The_first_and_the_last_entry_are_found_like_all_others()
    {
        // As deploy/common-passwords printed when it made the list.
        CommonPasswords.Contains("jufufa30").ShouldBeTrue();
        CommonPasswords.Contains("fackaspike").ShouldBeTrue();
    }

    [Fact]
    public void Nothing_that_is_not_on_it_is_taken_for_common() =>
        Enumerable.Range(0, 20_000).Count(i => CommonPasswords.Contains($"{i * 7919}-quartz-{i}")).ShouldBe(0);

    [Fact]
    public void A_look_into_it_takes_no_memory()
    {
        CommonPasswords.Contains("kfwzqmvh");
        var before = GC.GetAllocatedBytesForCurrentThread();


        CommonPasswords.Contains("kfwzqmvh");


        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4096);
    }
}
