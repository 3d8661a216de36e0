using System.Globalization;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Server.Commands;

/// <summary>What is said of events on the command line.</summary>
internal static class EventArguments
{
    /// <exception cref="UsageException">It is no instant.</exception>
    public static DateTimeOffset? Instant(string option, string? text)
    {
        if (text is null)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : throw new UsageException($"{option} takes an instant, such as 2026-11-26 or 2026-11-26T14:00:00Z.");
    }

    /// <exception cref="UsageException">There is no such type.</exception>
    public static SecurityEventType Type(string name) =>
        (SecurityEventCatalogue.Find(name)
            ?? SecurityEventCatalogue.All.FirstOrDefault(kind => ((int)kind.Type).ToString(CultureInfo.InvariantCulture) == name))?.Type
        ?? throw new UsageException("There is no such type of event; docs/security-events.md lists them, such as authentication.signed_in.");

    /// <exception cref="UsageException">There is no such severity.</exception>
    public static SecurityEventSeverity Severity(string name)
    {
        foreach (var severity in Enum.GetValues<SecurityEventSeverity>())
        {
            if (severity.ToString().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return severity;
            }
        }

        throw new UsageException("--severity takes info, notice, warning or critical.");
    }
}
