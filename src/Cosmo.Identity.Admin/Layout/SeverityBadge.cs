using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Admin.Layout;

/// <summary>How a severity looks: never by colour alone.</summary>
internal static class SeverityBadge
{
    /// <summary>The class of the badge and its word in the language of the request.</summary>
    public static (string Style, string Word) Of(SecurityEventSeverity severity) => severity switch
    {
        SecurityEventSeverity.Critical => ("is-critical", ConsoleTexts.SeverityCritical),
        SecurityEventSeverity.Warning => ("is-warning", ConsoleTexts.SeverityWarning),
        SecurityEventSeverity.Notice => ("is-notice", ConsoleTexts.SeverityNotice),
        _ => ("is-info", ConsoleTexts.SeverityInfo),
    };

    /// <summary>What it means.</summary>
    public static string HelpOf(SecurityEventSeverity severity) => severity switch
    {
        SecurityEventSeverity.Critical => ConsoleTexts.SeverityCriticalHelp,
        SecurityEventSeverity.Warning => ConsoleTexts.SeverityWarningHelp,
        SecurityEventSeverity.Notice => ConsoleTexts.SeverityNoticeHelp,
        _ => ConsoleTexts.SeverityInfoHelp,
    };
}
