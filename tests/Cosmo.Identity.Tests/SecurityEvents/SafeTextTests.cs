using System.Text.Json;
using Cosmo.Identity.SecurityEvents;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>Text of strangers stays on its line and shows what it is (LOG-01, LOG-02).</summary>
public sealed class SafeTextTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("plain text ~", "plain text ~")]
    [InlineData("Jürgen 日本 😀", "Jürgen 日本 😀")]
    [InlineData("x\r\n2026-11-26 LOGIN OK admin", "x\\u000d\\u000a2026-11-26 LOGIN OK admin")]
    [InlineData("\u001b[31mred", "\\u001b[31mred")]
    [InlineData("a\0b", "a\\u0000b")]
    [InlineData("\u202egnp.exe", "\\u202egnp.exe")]
    [InlineData("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff")]
    [InlineData("line\u2028paragraph\u2029", "line\\u2028paragraph\\u2029")]
    [InlineData("\u009b31m\u0085", "\\u009b31m\\u0085")]
    [InlineData("private \ue000", "private \\ue000")]
    public void Hostile_text_is_shown_and_not_obeyed(string? text, string? expected) => SafeText.Cut(text, 100).ShouldBe(expected);

    [Fact]
    public void Broken_pairs_and_hidden_characters_beyond_the_first_plane_are_escaped()
    {
        SafeText.Cut("\ud800x", 100).ShouldBe("\\ud800x");
        SafeText.Cut("x\udc00", 100).ShouldBe("x\\udc00");
        // A tag character, with which text is smuggled unseen.
        SafeText.Cut("x" + char.ConvertFromUtf32(0xE0041), 100).ShouldBe("x\\udb40\\udc41");
    }

    [Fact]
    public void A_cut_never_leaves_half_a_character_or_half_an_escape()
    {
        for (var longest = 0; longest < 40; longest++)
        {
            var cut = SafeText.Cut("ab\u0001😀\ud83d\r\n日😀" + new string('x', 65536), longest)!;
            cut.Length.ShouldBeLessThanOrEqualTo(longest);
            cut.EnumerateRunes().ShouldNotContain(System.Text.Rune.ReplacementChar);
            cut.Replace("\\u", "").Count(c => c == '\\').ShouldBe(0);
            System.Text.RegularExpressions.Regex.IsMatch(cut, @"\\u[0-9a-f]{0,3}$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).ShouldBeFalse(cut);
        }
    }

    [Fact]
    public void Details_are_always_json_of_one_line_that_fits()
    {
        string[] hostile =
        [
            "{\"a\":\"\u202e\"}", "{\n  \"a\": 1\n}", "{\"a\":\"" + new string('x', 65536) + "\"}", "no json", "{\"a\":\"\ud800\"}", "\0\r\n", "[1,", "{\"ä\":\"😀\"}",
            new string('ä', 65536), "{\"a\":\"" + new string('日', 3900) + "\"}",
        ];
        foreach (var text in hostile)
        {
            var details = SafeText.Details(text)!;
            details.Length.ShouldBeLessThanOrEqualTo(4000);
            details.ShouldAllBe(c => c >= ' ' && c <= '~');
            using var parsed = JsonDocument.Parse(details);
            parsed.RootElement.ValueKind.ShouldBe(JsonValueKind.Object);
        }

        SafeText.Details("{\"a\":1}").ShouldBe("{\"a\":1}");
        SafeText.Details(null).ShouldBeNull();
    }
}
