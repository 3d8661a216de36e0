using Cosmo.Identity.Sessions;

namespace Cosmo.Identity.Accounts.Security;

/// <summary>A device in the words by which a person knows their own.</summary>
internal static class DeviceWords
{
    private const string Unknown = "Unknown";

    /// <summary>Such as <c>Firefox on Linux</c>.</summary>
    public static string Of(SessionView session) => (session.Browser, session.OperatingSystem) switch
    {
        (Unknown, Unknown) => "Unknown device",
        (Unknown, var system) => system,
        (var browser, Unknown) => browser,
        var (browser, system) => $"{browser} on {system}",
    };

    /// <summary>What kind of thing it is.</summary>
    public static string KindOf(SessionView session) => session.DeviceKind switch
    {
        "desktop" => "Computer",
        "mobile" => "Phone",
        "tablet" => "Tablet",
        "program" => "Program",
        "bot" => "Robot",
        _ => "Unknown kind",
    };
}
