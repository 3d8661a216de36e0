using System.Text.RegularExpressions;
using System.Xml.Linq;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Languages;

/// <summary>Every text that a page shows stands in a resource file, and every text there is shown.</summary>
public sealed partial class PageTextsTests
{
    private static readonly string Source = Path.Combine(Place.Repository, "src");

    /// <summary>Development's mailbox is for developers; it is in English like the mails' source that it shows.</summary>
    private static readonly string[] InEnglish = ["Mailbox"];

    /// <summary>A name, addresses, and what is said alike in all languages.</summary>
    private static readonly string[] Untranslated = ["Cosmo Identity", "/.well-known/openid-configuration", "/.well-known/jwks", "/health/ready", "UTC"];

    public static TheoryData<string> Files { get; } = new(
        Directory.GetFiles(Source, "*.resx", SearchOption.AllDirectories).Where(file => !IsBuilt(file) && !file.EndsWith(".de.resx", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(Source, file)));

    [Theory]
    [MemberData(nameof(Files))]
    public void No_text_is_there_that_nobody_says(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var sources = Sources.Value;

        // Names of claims are looked up by name.
        if (!sources.Contains($"{name}.ResourceManager", StringComparison.Ordinal))
        {
            Read(file).Keys.Where(key => !sources.Contains($"{name}.{key}", StringComparison.Ordinal)).ShouldBeEmpty();
        }
    }

    [Fact]
    public void No_page_holds_a_text_itself()
    {
        List<string> found = [];
        foreach (var file in Directory.GetFiles(Source, "*.cshtml", SearchOption.AllDirectories).Where(file => !IsBuilt(file) && !InEnglish.Any(folder => file.Contains($"/{folder}/"))))
        {
            found.AddRange(TextsOf(File.ReadAllText(file)).Select(text => $"{Path.GetFileName(file)}: {text}"));
        }

        found.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<p>Hello</p>", "Hello")]
    [InlineData("<a aria-label=\"Close it\" href=\"/x\">@Texts.Close</a>", "aria-label=\"Close it\"")]
    [InlineData("@{\n  ViewData[\"Title\"] = \"Hello\";\n}", "ViewData[\"Title\"] = \"Hello\"")]
    [InlineData("@if (Model.X is { } x)\n{\n  <b>@x</b> of course\n}", "of course")]
    public void A_page_that_does_is_caught(string page, string text) => TextsOf(page).Select(found => found.Trim()).ShouldBe([text]);

    private static readonly Lazy<string> Sources = new(() => string.Concat(
        Directory.GetFiles(Source, "*.cs*", SearchOption.AllDirectories).Where(file => !IsBuilt(file) && Path.GetExtension(file) is ".cs" or ".cshtml").Select(File.ReadAllText)));

    /// <summary>What a person would read of a page whatever their language: letters outside of tags and code, in attributes that are read out, in the title.</summary>
    private static IEnumerable<string> TextsOf(string page)
    {
        var titles = Title().Matches(page).Select(match => match.Value);
        var markup = Tag().Replace(Spoken(WithoutCode(page), out var attributes), "\n");
        foreach (var known in Untranslated)
        {
            markup = markup.Replace(known, "", StringComparison.Ordinal);
        }

        var lines = markup.Split('\n').Where(line => !Control().IsMatch(line) && line.Any(char.IsLetter));
        return [.. titles, .. attributes, .. lines];
    }

    private static string Spoken(string markup, out IReadOnlyList<string> attributes)
    {
        attributes = [.. Attribute().Matches(markup).Select(match => match.Value)];
        return markup;
    }

    /// <summary>Without directives, blocks of code and expressions; what C# says between tags goes line by line.</summary>
    private static string WithoutCode(string page)
    {
        var text = Directive().Replace(page, "");
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at))
        {
            var end = EndOfCode(text, at + 1);
            text = text.Remove(at, end - at);
        }

        return text;
    }

    private static int EndOfCode(string text, int at)
    {
        if (text[at] is '{' or '(')
        {
            return Closing(text, at);
        }

        if (Statement().Match(text, at) is { Success: true } statement)
        {
            return Closing(text, statement.Index + statement.Length - 1);
        }

        at = text.AsSpan(at).StartsWith("await ") ? at + "await ".Length : at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '(' or '[' || (text[at] == '!' && at + 1 < text.Length && text[at + 1] == '.') || (text[at] == '.' && at + 1 < text.Length && char.IsLetter(text[at + 1]))))
        {
            at = text[at] is '(' or '[' ? Closing(text, at) : at + 1;
        }

        return at;
    }

    private static int Closing(string text, int at)
    {
        var depth = 0;
        do
        {
            depth += text[at] is '(' or '{' or '[' ? 1 : text[at] is ')' or '}' or ']' ? -1 : 0;
            at++;
        }
        while (depth > 0);
        return at;
    }

    private static Dictionary<string, string> Read(string file) =>
        XDocument.Load(Path.Combine(Source, file)).Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value, StringComparer.Ordinal);

    private static bool IsBuilt(string file) => file.Contains("/obj/", StringComparison.Ordinal) || file.Contains("/bin/", StringComparison.Ordinal);

    [GeneratedRegex(@"^@(page|model|using|inject|namespace|addTagHelper)\b.*$|@\*.*?\*@", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Directive();

    [GeneratedRegex(@"\G(if|foreach|switch) \(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Statement();

    [GeneratedRegex(@"^\s*(else( if \(.*\))?|case .*:|default:|break;|var (\w+|\(\w+(, \w+)*\)) = .*;|section \w+ \{|Head \{|Navigation \{)\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Control();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"(aria-label|alt|title|placeholder|data-label)=""[^""]*\p{L}[^""]*""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Attribute();

    [GeneratedRegex(@"ViewData\[""Title""\] = \$?""[^""]*""", RegexOptions.None, 1000)]
    private static partial Regex Title();
}
