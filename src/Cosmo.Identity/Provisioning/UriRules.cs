using System.Collections.Frozen;
using System.Net;

namespace Cosmo.Identity.Provisioning;

/// <summary>Which addresses a client may register. Each rule answers what is wrong, or null.</summary>
internal static class UriRules
{
    /// <summary>What authorization and logout responses carry: a redirect URI that already has one of them could smuggle a value in.</summary>
    private static readonly FrozenSet<string> ResponseParameters = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "code", "state", "iss", "error", "error_description", "error_uri", "access_token", "id_token", "token_type", "expires_in", "scope",
        "refresh_token", "response", "session_state");

    /// <summary>RFC 9700 §2.1, §2.6; RFC 8252 §7, §8.4.</summary>
    public static string? Redirect(string uri, bool native)
    {
        if (Malformed(uri, out var parsed) is { } malformed)
        {
            return malformed;
        }

        if (parsed.Query.Length > 0
            && parsed.Query[1..].Split('&').Select(pair => Uri.UnescapeDataString(pair.Split('=')[0])).FirstOrDefault(ResponseParameters.Contains) is { } smuggled)
        {
            return $"must not have the parameter '{smuggled}', which the response itself carries";
        }

        return parsed.Scheme switch
        {
            "https" or "http" => Web(parsed),
            _ when !native => $"must be https, not {parsed.Scheme}; private-use schemes are for clients with \"application_type\": \"native\"",
            // RFC 8252 §8.4: a name within a domain of one's own. It also keeps javascript:, data: and file: out.
            _ when !parsed.Scheme.Contains('.') => $"a private-use scheme begins with a reversed domain name, such as com.example.app, not '{parsed.Scheme}'",
            _ => null,
        };
    }

    /// <summary>Addresses that people or this server follow: https, or http on the machine itself.</summary>
    public static string? Link(string uri) => Malformed(uri, out var parsed) ?? (parsed.Scheme is "https" or "http" ? Web(parsed) : "must be an https address");

    /// <summary>An origin as browsers send it (RFC 6454 §7).</summary>
    public static string? Origin(string origin)
    {
        if (Malformed(origin, out var parsed) is { } malformed)
        {
            return malformed;
        }

        return parsed.Scheme is not ("https" or "http") ? "must be an https origin"
            : Web(parsed) is { } fault ? fault
            : origin != parsed.GetLeftPart(UriPartial.Authority) ? $"must be an origin, written {ObjectReader.Quote(parsed.GetLeftPart(UriPartial.Authority))}"
            : null;
    }

    private static string? Web(Uri uri) =>
        uri.Scheme == "https" || uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))
            ? null
            : "http is accepted on localhost, 127.0.0.1 and [::1] only; use https";

    private static string? Malformed(string uri, out Uri parsed)
    {
        parsed = null!;
        if (uri.Length > 2000)
        {
            return "is longer than 2000 characters";
        }

        if (HasHiddenCharacters(uri) || uri.Contains('\\') || !uri.All(char.IsAscii))
        {
            return "must be written in visible ASCII characters, without spaces and backslashes";
        }

        if (uri.Contains('#'))
        {
            return "must not have a fragment";
        }

        if (!Uri.TryCreate(uri, UriKind.Absolute, out parsed!) || uri.IndexOf(':') is var colon && (colon < 1 || !uri.StartsWith(parsed.Scheme + ':', StringComparison.OrdinalIgnoreCase)))
        {
            return "must be an absolute address";
        }

        if (parsed.Scheme is "https" or "http" && (parsed.Host.Length == 0 || !uri[colon..].StartsWith("://", StringComparison.Ordinal)))
        {
            return "must be an absolute address with a host";
        }

        if (parsed.UserInfo.Length > 0 || Authority(uri).Contains('@'))
        {
            return "must not have a user name before the host";
        }

        if (parsed.Host.Contains('*'))
        {
            return "must not have a wildcard: it is compared character by character";
        }

        return PathOf(uri).Split('/').Any(IsDotSegment) ? "must not have the path segments '.' and '..', or encoded slashes" : null;
    }

    private static bool HasHiddenCharacters(string uri) => uri.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));

    private static string Authority(string uri)
    {
        var start = uri.IndexOf("//", StringComparison.Ordinal);
        return start < 0 ? "" : uri[(start + 2)..].Split('/', '?')[0];
    }

    private static string PathOf(string uri)
    {
        var rest = uri.Split('?')[0];
        var start = rest.IndexOf("//", StringComparison.Ordinal);
        return start < 0 ? rest[(rest.IndexOf(':') + 1)..] : rest[(start + 2)..];
    }

    /// <summary>As servers and browsers may read it: decoded, and without what follows a semicolon.</summary>
    private static bool IsDotSegment(string segment)
    {
        var decoded = Uri.UnescapeDataString(segment);
        return decoded.Split(';')[0] is "." or ".." || decoded.Contains('/') || decoded.Contains('\\') || decoded.Any(char.IsControl);
    }
}
