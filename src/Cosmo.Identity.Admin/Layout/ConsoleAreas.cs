using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Admin.Layout;

/// <summary>One area of the console as its navigation names it.</summary>
/// <param name="Path">Where it begins.</param>
/// <param name="Name">What it is called in the language of the request.</param>
internal sealed record ConsoleArea(string Path, Func<string> Name)
{
    /// <summary>Where else its pages are.</summary>
    public IReadOnlyList<string> Also { get; init; } = [];

    /// <summary>Whether a page belongs to it.</summary>
    public bool IsAt(PathString path) => Path == "/admin" ? path == "/admin" : Also.Prepend(Path).Any(place => path.StartsWithSegments(place, StringComparison.Ordinal));
}

/// <summary>The areas in the order of the navigation.</summary>
internal static class ConsoleAreas
{
    public static IReadOnlyList<ConsoleArea> All { get; } =
    [
        new("/admin", () => ConsoleTexts.Overview),
        new("/admin/security-events", () => ConsoleTexts.Events),
        new("/admin/threats", () => ConsoleTexts.Threats) { Also = ["/admin/addresses", "/admin/blocks", "/admin/exemptions"] },
        new("/admin/sessions", () => ConsoleTexts.Sessions),
        new("/admin/users", () => ConsoleTexts.Users),
        new("/admin/clients", () => ConsoleTexts.Clients) { Also = ["/admin/scopes"] },
        new("/admin/trends", () => ConsoleTexts.Trends),
        new("/admin/operations", () => ConsoleTexts.Operations),
    ];
}
