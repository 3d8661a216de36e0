namespace Cosmo.Identity.Admin.Layout;

/// <summary>How far back the panels of a page look: one of a few, all alike, in the address of the page.</summary>
internal sealed record TimeRange(string Name, TimeSpan Length)
{
    /// <summary>The parameter of the address.</summary>
    public const string Parameter = "range";

    /// <summary>From the shortest to the longest.</summary>
    public static IReadOnlyList<TimeRange> All { get; } =
    [
        new("1h", TimeSpan.FromHours(1)), new("24h", TimeSpan.FromHours(24)), new("7d", TimeSpan.FromDays(7)), new("30d", TimeSpan.FromDays(30)), new("90d", TimeSpan.FromDays(90)),
    ];

    /// <summary>What it is called in the language of the request.</summary>
    public string Words => Name switch
    {
        "1h" => ConsoleTexts.Range1h,
        "24h" => ConsoleTexts.Range24h,
        "7d" => ConsoleTexts.Range7d,
        "30d" => ConsoleTexts.Range30d,
        _ => ConsoleTexts.Range90d,
    };

    /// <summary>The one of this name; a day where there is none such.</summary>
    public static TimeRange Of(string? name) => All.FirstOrDefault(range => range.Name == name) ?? All[1];
}
