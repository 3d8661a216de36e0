using System.Text;
using System.Text.RegularExpressions;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Floods;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>The catalogue is complete, and docs/security-events.md is its page.</summary>
public sealed partial class CatalogueTests
{
    [Fact]
    public void Every_type_has_its_place_a_name_and_a_number_in_the_range_of_its_name()
    {
        SecurityEventCatalogue.All.Select(kind => kind.Type).ShouldBe(Enum.GetValues<SecurityEventType>());
        SecurityEventCatalogue.All.Select(kind => kind.Name).Distinct().Count().ShouldBe(SecurityEventCatalogue.All.Count);
        string[] ranges = ["", "authentication", "token", "session", "account", "factor", "client", "administration", "threat", "system"];
        foreach (var kind in SecurityEventCatalogue.All)
        {
            kind.Name.ShouldStartWith(ranges[(int)kind.Type / 1000] + ".");
            kind.Name.Replace("_", "").ShouldEndWith("." + kind.Type.ToString().ToLowerInvariant());
        }
    }

    [Fact]
    public void Nothing_that_proves_something_is_ever_only_counted()
    {
        foreach (var type in FloodTypes.All)
        {
            SecurityEventCatalogue.Of(type).Outcome.ShouldNotBe(SecurityEventOutcome.Success, type.ToString());
            SecurityEventCatalogue.Of(type).Severity.ShouldNotBe(SecurityEventSeverity.Critical, type.ToString());
        }
    }

    [Fact]
    public void The_page_says_what_the_program_says()
    {
        var source = File.ReadAllText(Path.Combine(Place.Repository, "src", "Cosmo.Identity", "SecurityEvents", "SecurityEventType.cs"));
        var meanings = Member().Matches(source).ToDictionary(match => Enum.Parse<SecurityEventType>(match.Groups["name"].Value), match => match.Groups["meaning"].Value);
        var table = new StringBuilder("| Number | Type | Severity | Outcome | Floods are counted | Meaning |\n|---|---|---|---|---|---|\n");
        foreach (var kind in SecurityEventCatalogue.All)
        {
            table.Append($"| {(int)kind.Type} | `{kind.Name}` | {kind.Severity.ToString().ToLowerInvariant()} | {kind.Outcome.ToString().ToLowerInvariant()} |{(FloodTypes.All.Contains(kind.Type) ? " yes" : "")} | {meanings[kind.Type]} |\n");
        }


        var page = File.ReadAllText(Path.Combine(Place.Repository, "docs", "security-events.md"));


        page.Split("<!-- catalogue: a test keeps it equal to the program -->\n")[1].Split("<!-- /catalogue -->")[0].ShouldBe(table.ToString());
    }

    [GeneratedRegex(@"/// <summary>(?<meaning>.*)</summary>\n\s+(?<name>\w+) = \d+,", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Member();
}
