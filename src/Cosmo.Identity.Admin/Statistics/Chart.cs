using System.Globalization;
using System.Text.Json;

namespace Cosmo.Identity.Admin.Statistics;

/// <summary>A chart as the page hands it to its module, with everything for the table beside it.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Steps">Along the axis.</param>
/// <param name="Series">The lines.</param>
internal sealed record Chart(string Title, Steps Steps, IReadOnlyList<Series> Series)
{
    /// <summary>The starts of the steps as axis and table name them.</summary>
    public IReadOnlyList<string> Labels => [.. Steps.Starts.Select(at => at.UtcDateTime.ToString(Steps.Step < TimeSpan.FromDays(1) ? "MM-dd HH:mm" : "yyyy-MM-dd", CultureInfo.InvariantCulture))];

    /// <summary>The steps by number as the table has them.</summary>
    public IEnumerable<int> NewestFirst => Enumerable.Range(0, Steps.Count).Reverse();

    /// <summary>For the module.</summary>
    public string Json => JsonSerializer.Serialize(new { labels = Labels, series = Series.Select(line => new { name = line.Name, counts = line.Counts }) });
}
