using System.Globalization;

namespace Cosmo.Identity.Threats.Blocks;

/// <summary>How long somebody wants a block to last: <c>30m</c>, <c>12h</c>, <c>7d</c> or <c>1.12:00:00</c>.</summary>
public static class BlockDuration
{
    /// <summary>No block lasts longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>Null where the text is no duration, or one that no block may last.</summary>
    public static TimeSpan? Parse(string text)
    {
        text = text.Trim();
        TimeSpan? duration = text is [.. { Length: < 9 } digits, 'm' or 'h' or 'd'] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? text[^1] switch
            {
                'm' => TimeSpan.FromMinutes(count),
                'h' => TimeSpan.FromHours(count),
                _ => TimeSpan.FromDays(Math.Min(count, Longest.Days + 1)),
            }
            // Without a colon it would be a number of days.
            : text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var given) ? given
            : null;
        return duration > TimeSpan.Zero && duration <= Longest ? duration : null;
    }
}
