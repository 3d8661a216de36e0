using Cosmo.Identity.Requests;
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
            return DeviceTexts.None;
        }

        var device = description.LastIndexOf(" (", StringComparison.Ordinal) is var kind and > 0 ? description[..kind] : description;
        return device.Split(" on ") is [var browser, var system] ? Of(browser, system) : device;
    }

    /// <summary>The same with its kind, such as <c>Firefox on Linux (desktop)</c>, for mails.</summary>
    public static string Of(Device device) => string.Format(DeviceTexts.OnOfKind, Known(device.Browser), Known(device.OperatingSystem), device.Kind switch
    {
        "desktop" => DeviceTexts.KindDesktop,
        "mobile" => DeviceTexts.KindMobile,
        "tablet" => DeviceTexts.KindTablet,
        "program" => DeviceTexts.KindProgram,
        "bot" => DeviceTexts.KindBot,
        _ => DeviceTexts.KindUnknown,
    });

    /// <summary>What kind of thing it is.</summary>
    public static string KindOf(SessionView session) => session.DeviceKind switch
    {
        "desktop" => DeviceTexts.Computer,
        "mobile" => DeviceTexts.Phone,
        "tablet" => DeviceTexts.Tablet,
        "program" => DeviceTexts.Program,
        "bot" => DeviceTexts.Robot,
        _ => DeviceTexts.UnknownKind,
    };

    private static string Known(string name) => name == Unknown ? DeviceTexts.Unknown : name;

    private static string Of(string browser, string system) => (browser, system) switch
    {
        (Unknown, Unknown) => DeviceTexts.UnknownDevice,
        (Unknown, _) => system,
        (_, Unknown) => browser,
        _ => string.Format(DeviceTexts.On, browser, system),
    };
}
