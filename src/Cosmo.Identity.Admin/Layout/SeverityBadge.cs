using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Admin.Layout;

/// <summary>How a severity looks: never by colour alone.</summary>
internal static class SeverityBadge
{
    /// <summary>The class of the badge and its word in the language of the request.</summary>
    public static (string Style, string Word) Of(SecurityEventSeverity severity) => severity switch
    {
        SecurityEventSeverity.Critical => ("critical", ConsoleTexts.SeverityCritical),
        SecurityEventSeverity.Warning => ("warning", ConsoleTexts.SeverityWarning),
        SecurityEventSeverity.Notice => ("notice", ConsoleTexts.SeverityNotice),
        _ => ("info", ConsoleTexts.SeverityInfo),
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
