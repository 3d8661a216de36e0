using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Layout;

/// <summary>What people read stands in resource files, whole in each language.</summary>
public sealed partial class TextsTests
{
    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de");

    public static TheoryData<string> Resources() => [.. Names()];

    [Theory]
    [MemberData(nameof(Resources))]
    public void Every_text_is_there_in_each_language_with_the_same_places(string resource)
    {
        var texts = new ResourceManager(resource, typeof(CosmoIdentity).Assembly);


        var english = Read(texts, CultureInfo.InvariantCulture);
        var german = Read(texts, German);


        german.Keys.Order(StringComparer.Ordinal).ShouldBe(english.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, text) in english)
        {
            text.ShouldNotBeNullOrWhiteSpace(name);
            german[name].ShouldNotBeNullOrWhiteSpace(name);
            PlacesOf(german[name]).ShouldBe(PlacesOf(text), name);
        }
    }

    [Fact]
    public void A_language_is_found_though_the_program_formats_by_no_rules_of_it()
    {
        var texts = new ResourceManager(Names().First(name => name.EndsWith("LayoutTexts", StringComparison.Ordinal)), typeof(CosmoIdentity).Assembly);


        texts.GetString("SkipToContent", German).ShouldBe("Zum Inhalt springen");
        texts.GetString("SkipToContent", CultureInfo.GetCultureInfo("fr")).ShouldBe("Skip to content");
        string.Format(German, "{0}", 1.5).ShouldBe("1.5");
    }

    private static IEnumerable<string> Names() => typeof(CosmoIdentity).Assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith("Texts.resources", StringComparison.Ordinal))
        .Select(name => name[..^".resources".Length]);

    private static Dictionary<string, string> Read(ResourceManager texts, CultureInfo culture) =>
        texts.GetResourceSet(culture, createIfNotExists: true, tryParents: false).ShouldNotBeNull()
            .Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);

    private static IEnumerable<string> PlacesOf(string text) => Place().Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{[0-9][^}]*\}", RegexOptions.NonBacktracking)]
    private static partial Regex Place();
}
