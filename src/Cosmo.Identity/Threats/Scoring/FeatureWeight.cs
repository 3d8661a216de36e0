using System.Globalization;
using System.Runtime.InteropServices;

namespace Cosmo.Identity.Threats.Scoring;

/// <summary>What a feature can add to a score: points grow with its value and stop at <see cref="Full"/>, so that none outshouts all others.</summary>
/// <param name="Points">The most that it adds.</param>
/// <param name="Full">The value at which it adds them.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FeatureWeight(int Points, int Full)
{
    private const string Between = " at ";

    public double Of(double value) => Points * Math.Min(1, value / Full);

    public static FeatureWeight Parse(string text) => TryParse(text, out var weight) ? weight : throw new FormatException(text);

    public static bool TryParse(string text, out FeatureWeight weight)
    {
        var at = text.IndexOf(Between, StringComparison.Ordinal);
        weight = default;
        if (at < 0
            || !int.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var points)
            || !int.TryParse(text.AsSpan(at + Between.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var full)
            || points > 100 || full is < 1 or > 1_000_000)
        {
            return false;
        }

        weight = new FeatureWeight(points, full);
        return true;
    }
}
