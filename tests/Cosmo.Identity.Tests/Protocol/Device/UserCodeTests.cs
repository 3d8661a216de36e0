using Cosmo.Identity.Protocol.Device;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Device;

/// <summary>A code can be read out, typed and mistyped (RFC 8628 §6.1).</summary>
public sealed class UserCodeTests
{
    [Theory]
    [InlineData("BCDFGHJK", "BCDFGHJK")]
    [InlineData("BCDF-GHJK", "BCDFGHJK")]
    [InlineData("bcdf-ghjk", "BCDFGHJK")]
    [InlineData(" b c d f  g h j k ", "BCDFGHJK")]
    [InlineData("BCDF\u2013GHJK", "BCDFGHJK")]
    [InlineData("BCDF\u2014GHJK", "BCDFGHJK")]
    [InlineData("B-C-D-F-G-H-J-K", "BCDFGHJK")]
    [InlineData("BCDF.GHJK\n", "BCDFGHJK")]
    [InlineData("BCDFGHJ", null)]
    [InlineData("BCDFGHJKL", null)]
    [InlineData("ACDFGHJK", null)]
    [InlineData("BCDF0HJK", null)]
    [InlineData("BCDF/GHJK", null)]
    [InlineData("\u0392CDFGHJK", null)]
    [InlineData("BCDFGHJ\uFF2B", null)]
    [InlineData("", null)]
    [InlineData("--------", null)]
    [InlineData("B                               CDFGHJK", null)]
    [InlineData(null, null)]
    public void What_is_typed_is_read_in_one_way(string? typed, string? code) => UserCode.Read(typed).ShouldBe(code);

    [Fact]
    public void A_new_code_is_shown_with_a_dash_and_read_again()
    {
        var codes = Enumerable.Range(0, 2000).Select(_ => UserCode.New()).ToList();


        codes.ShouldAllBe(code => UserCode.Read(UserCode.Show(code)) == code);
        codes.ShouldBeUnique();
        // No vowel makes a word, and nothing is taken for something else.
        codes.SelectMany(code => code).Distinct().Order().ShouldBe("BCDFGHJKLMNPQRSTVWXZ");
        UserCode.Show("BCDFGHJK").ShouldBe("BCDF-GHJK");
    }
}
