using Microsoft.AspNetCore.WebUtilities;

namespace Cosmo.Identity.Layout;

/// <summary>Where a page goes on to: one of this provider's own places, whatever the address in the URL says.</summary>
internal static class ReturnTo
{
    private const string Authorize = "/connect/authorize?";

    /// <summary>Places that a page may go on to; each is a whole path or is followed by a query or a further segment.</summary>
    private static readonly string[] Places = ["/connect/authorize", "/connect/verify", "/account", "/admin"];

    /// <summary>The address if it is one of ours, else the front page.</summary>
    public static string Safe(string? url) => IsOurs(url) ? url! : "/";

    public static bool IsAuthorize(string? url) => IsOurs(url) && url!.StartsWith(Authorize, StringComparison.Ordinal);

    public static bool IsFrontPage(string? url) => Safe(url) == "/";

    /// <summary>A query parameter of an address that is ours; null otherwise.</summary>
    public static string? Parameter(string? url, string name) =>
        IsAuthorize(url) && QueryHelpers.ParseQuery(url![Authorize.Length..]).TryGetValue(name, out var values) && values.Count == 1 ? values[0] : null;

    // Printable ASCII without a backslash, and a known path first: nothing is left that a browser reads as another origin.
    private static bool IsOurs(string? url) =>
        url is not null
        && url.All(character => character is >= '!' and <= '~' and not '\\')
        && (url == "/" || url.StartsWith("/?", StringComparison.Ordinal) || Places.Any(place => url.StartsWith(place, StringComparison.Ordinal) && (url.Length == place.Length || url[place.Length] is '?' or '/')));
}
