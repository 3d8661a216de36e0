using System.Globalization;

namespace Cosmo.Identity.Admin.Layout;

/// <summary>Numbers as the console writes them: groups of three with a thin space, as ISO 31-0 has it, alike in every language.</summary>
internal static class Figure
{
    private static readonly NumberFormatInfo Thin = new() { NumberGroupSeparator = "\u202f", NumberDecimalDigits = 0 };

    public static string Of(long number) => number.ToString("N0", Thin);

    /// <summary>By how much a number changed, such as <c>+12 %</c>; null where there was nothing before.</summary>
    public static string? ChangeOf(long now, long before) =>
        before == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{(now >= before ? "+" : "−")}{Math.Abs((now - before) * 100.0 / before):0} %");

    /// <summary>A part of a whole, such as <c>12 %</c>.</summary>
    public static string ShareOf(long part, long whole) => whole == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{part * 100.0 / whole:0} %");
}
