using System.Globalization;
using Cosmo.Identity.Languages;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Languages;

/// <summary>Which language a list means; whatever it holds, nothing is made or kept for it (V121, DOS-11).</summary>
public sealed class LanguageTests
{
    [Theory]
    [InlineData("de", "de")]
    [InlineData("DE", "de")]
    [InlineData("de-AT", "de")]
    [InlineData("de_CH", "de")]
    [InlineData("en-GB de", "en")]
    [InlineData("fr-CA de-AT en", "de")]
    [InlineData("  de", "de")]
    [InlineData("fr", null)]
    [InlineData("deu", null)]
    [InlineData("d", null)]
    [InlineData("-de", null)]
    [InlineData("de;en", null)]
    [InlineData("<script>", null)]
    [InlineData("\0\u202e", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_client_asks_by_preference(string? locales, string? tag) => (Language.FirstOf(locales)?.Tag).ShouldBe(tag);

    [Theory]
    [InlineData("de", "de")]
    [InlineData("de-AT,de;q=0.9,en;q=0.8", "de")]
    [InlineData("en-GB,en;q=0.9,de;q=0.8", "en")]
    [InlineData("fr,de;q=0.4,en;q=0.3", "de")]
    [InlineData("en;q=0.1,de;q=0.2", "de")]
    [InlineData("de;q=0,en;q=0.1", "en")]
    [InlineData("de;q=0", null)]
    [InlineData("*", null)]
    [InlineData("fr", null)]
    [InlineData("de;q=nonsense", null)]
    [InlineData(";;,,;q=", null)]
    [InlineData("", null)]
    public void A_browser_accepts_by_quality(string header, string? tag) => (Language.Accepted(header)?.Tag).ShouldBe(tag);

    [Fact]
    public void A_hundred_thousand_tags_make_no_more_languages()
    {
        for (var number = 0; number < 100_000; number++)
        {
            Language.FirstOf($"x{number} de-{number}").ShouldBeSameAs(Language.German);
        }

        Language.FirstOf("de " + new string('x', 1000)).ShouldBeNull();
        Language.Accepted("de," + new string('x', 1000)).ShouldBeNull();
    }

    [Fact]
    public void Speaking_changes_texts_and_nothing_else()
    {
        // NORM-04.
        var (before, culture) = (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture);


        using (Language.German.Speak())
        {
            Language.Current.ShouldBeSameAs(Language.German);
            CultureInfo.CurrentCulture.ShouldBeSameAs(culture);
            using (Language.English.Speak())
            {
                Language.Current.ShouldBeSameAs(Language.English);
            }

            Language.Current.ShouldBeSameAs(Language.German);
        }


        CultureInfo.CurrentUICulture.ShouldBeSameAs(before);
    }
}
