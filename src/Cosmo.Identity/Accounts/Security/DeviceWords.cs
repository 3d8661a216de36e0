using Cosmo.Identity.Sessions;

namespace Cosmo.Identity.Accounts.Security;

/// <summary>A device in the words by which a person knows their own.</summary>
internal static class DeviceWords
{
    private const string Unknown = "Unknown";

    /// <summary>Such as <c>Firefox on Linux</c>.</summary>
    public static string Of(SessionView session) => Of(session.Browser, session.OperatingSystem);

    /// <summary>The same of a device as events describe it, such as <c>Firefox on Linux (desktop)</c>; null is no device.</summary>
    public static string Of(string? description)
    {
        if (description is null)
        {
            return "None: done on this server";
        }

        var device = description.LastIndexOf(" (", StringComparison.Ordinal) is var kind and > 0 ? description[..kind] : description;
        return device.Split(" on ") is [var browser, var system] ? Of(browser, system) : device;
    }

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

    private static string Of(string browser, string system) => (browser, system) switch
    {
        (Unknown, Unknown) => "Unknown device",
        (Unknown, _) => system,
        (_, Unknown) => browser,
        _ => $"{browser} on {system}",
    };
}
