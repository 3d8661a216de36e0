using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Cosmo.Identity.Settings;

/// <summary>What a setting governs, in the words of its documentation in the code, which the build puts beside the program: so that it is written once.</summary>
internal sealed partial class SettingHelp
{
    private readonly Dictionary<string, string> summaries;

    private SettingHelp(Dictionary<string, string> summaries) => this.summaries = summaries;

    /// <summary>Reads it; where the file is missing there is no help, and nothing else is lost.</summary>
    public static SettingHelp Read()
    {
        var file = Path.Combine(AppContext.BaseDirectory, Path.ChangeExtension(Path.GetFileName(typeof(SettingHelp).Assembly.Location), ".xml"));
        try
        {
            return new SettingHelp(XDocument.Load(file).Descendants("member")
                .Where(member => member.Attribute("name")?.Value.StartsWith("P:", StringComparison.Ordinal) == true && member.Element("summary") is not null)
                .ToDictionary(member => member.Attribute("name")!.Value[2..], member => Text(member.Element("summary")!), StringComparer.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or XmlException or UnauthorizedAccessException)
        {
            return new SettingHelp([]);
        }
    }

    /// <summary>Of a property; null where it has none.</summary>
    public string? Of(PropertyInfo property) => summaries.GetValueOrDefault($"{property.DeclaringType!.FullName}.{property.Name}");

    // A reference is named by the last word of what it refers to.
    private static string Text(XElement summary) => Blanks().Replace(
        string.Concat(summary.Nodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { HasElements: false, Value.Length: 0 } reference => (reference.Attribute("cref") ?? reference.Attribute("langword"))?.Value.Split('.', ':')[^1] ?? "",
            XElement element => element.Value,
            _ => "",
        })),
        " ").Trim();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();
}
