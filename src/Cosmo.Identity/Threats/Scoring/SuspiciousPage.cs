using System.Globalization;

namespace Cosmo.Identity.Threats.Scoring;

/// <summary>Some addresses, highest score first.</summary>
/// <param name="Addresses">The addresses.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record SuspiciousPage(IReadOnlyList<SuspiciousAddress> Addresses, SuspiciousCursor? Next);

/// <summary>Where a page ends: <c>87~192.0.2.7</c>.</summary>
/// <param name="Score">The score of its last address.</param>
/// <param name="IpAddress">Its last address.</param>
public readonly record struct SuspiciousCursor(int Score, string IpAddress)
{
    private const int LongestText = 70;

    /// <summary>Null where the text is none.</summary>
    public static SuspiciousCursor? Parse(string text) =>
        text.Length <= LongestText && text.IndexOf('~', StringComparison.Ordinal) is > 0 and var at && int.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var score)
            ? new SuspiciousCursor(score, text[(at + 1)..])
            : null;

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Score}~{IpAddress}");
}
