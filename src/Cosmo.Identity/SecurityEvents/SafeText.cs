using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>Text that somebody hostile may have chosen, made fit for logs, exports and pages: one line, visible, of bounded length.</summary>
internal static class SafeText
{
    /// <summary>
    /// Control, format and unassigned characters and lone surrogates become <c>\uXXXX</c>; at most <paramref name="longest"/>
    /// characters remain, and what does not fit whole is left out.
    /// </summary>
    public static string? Cut(string? text, int longest)
    {
        if (text is null)
        {
            return null;
        }

        var cut = text.AsSpan(0, Math.Min(text.Length, longest));
        if (!cut.ContainsAnyExceptInRange(' ', '~'))
        {
            return cut.Length == text.Length ? text : cut.ToString();
        }

        // The whole text, not the cut one: its last character may be half of a pair.
        var safe = new StringBuilder(cut.Length + 16);
        for (var rest = text.AsSpan(); rest.Length > 0 && safe.Length < longest;)
        {
            var isCharacter = Rune.DecodeFromUtf16(rest, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            var size = safe.Length;
            if (isCharacter && IsVisible(rune))
            {
                safe.Append(rest[..length]);
            }
            else
            {
                foreach (var unit in rest[..length])
                {
                    safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
                }
            }

            if (safe.Length > longest)
            {
                safe.Length = size;
                break;
            }

            rest = rest[length..];
        }

        return safe.ToString();
    }

    /// <summary>
    /// Details as they may be stored: a JSON object on one line, in printable ASCII and short enough. What is none, or too long, is
    /// kept as far as it fits as the member <c>cut</c> of one.
    /// </summary>
    public static string? Details(string? json)
    {
        if (json is null || (json is ['{', .., '}'] && json.Length <= EventDetails.MostCharacters && !json.AsSpan().ContainsAnyExceptInRange(' ', '~')))
        {
            return json;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            var compact = JsonSerializer.Serialize(document.RootElement);
            if (document.RootElement.ValueKind == JsonValueKind.Object && compact.Length <= EventDetails.MostCharacters)
            {
                return compact;
            }
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // Not JSON, or not Unicode.
        }

        // A visible character takes six in JSON at the most: \u00e4.
        return JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["cut"] = Cut(json, (EventDetails.MostCharacters / 6) - 10)! });
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate);
}
