using System.Buffers;
using System.Collections.Frozen;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Cosmo.Identity.Threats.Inspection;

/// <summary>
/// Looks at path, query and a few headers for what only attackers send. Bodies are left alone: a password may be anything. A good
/// request costs two vectorised looks at its target and allocates nothing.
/// </summary>
internal sealed class RequestInspector
{
    /// <summary>Without one of these no pattern can match, encoded or not.</summary>
    private static readonly SearchValues<string> Triggers = SearchValues.Create(
        [
            "..", "%2e", "%5c", "%c0", "%c1", "%e0%80", "%f0%80", "%25", "%00", "%0d", "%0a", "%3c", "%27", "%60", "%7b", "%7c", "%3b", "${", "{{", "#{", "*{", "{%",
            "union", "sleep", "waitfor", "benchmark", "extractvalue", "updatexml", "load_file", "randomblob", "information_schema", "xp_cmdshell",
            "1=1", "or+", "or%20", "and+", "and%20", "script:", "script%3a", "document.", "/etc/", "%2fetc%2f", "proc/self", "proc%2fself",
            "win.ini", "boot.ini", "system32", "/bin/", "%2fbin%2f", "cmd.exe", "$(", "%24(", "%24%28", "$%28",
            "onerror", "onload", "onclick", "onfocus", "onmouse", "ontoggle", "onpointer", "onanimation",
        ],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> RawSpecials = SearchValues.Create("<>'\"\\`|;^ ");

    private static readonly SearchValues<string> HeaderTriggers = SearchValues.Create(
        ["${", "{{", "<script", "<img", "<svg", "() {", "(){", "' or", "' and", "sleep(", "union", "waitfor", "/etc/passwd", "../", "/bin/"], StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Parameters whose text belongs to the client: any character is good there (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1),
    /// or it is a URL or token inside which others' parameters stand.
    /// </summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> OthersText =
        new[] { "state", "nonce", "claims", "request", "returnurl", "id_token_hint", "logout_hint", "code", "iss", "error_description" }
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>What is wrong with the request; null for nearly all.</summary>
    public List<Finding>? Inspect(HttpContext context)
    {
        List<Finding>? findings = null;
        var target = TargetOf(context);
        if (ScannerPaths.IsOne(context.Request.Path.Value))
        {
            Note(ref findings, SecurityEventType.ScannerPathRequested, SafeText.Cut(context.Request.Path.Value, 200)!, "path");
        }

        if (target.ContainsAny(Triggers) || target.ContainsAny(RawSpecials))
        {
            InspectTarget(target, ref findings);
        }

        InspectHeaders(context.Request.Headers, ref findings);
        if (RequestOrigin.Of(context).Claims is { AreForged: true } claims)
        {
            Note(ref findings, SecurityEventType.ProxyHeadersForged, string.Join(' ', claims.Headers!), "header");
            InspectHeader(claims.ForwardedFor, "X-Forwarded-For", ref findings);
        }

        return findings;
    }

    /// <summary>Path and query as they were sent: the server has taken dot segments out of its own copy already.</summary>
    private static ReadOnlySpan<char> TargetOf(HttpContext context)
    {
        ReadOnlySpan<char> target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (target.IsEmpty || target[0] == '/')
        {
            return target;
        }

        // Absolute form, as for a proxy (RFC 9112 §3.2.2).
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        var path = scheme < 0 ? -1 : target[(scheme + 3)..].IndexOf('/');
        return path < 0 ? target : target[(scheme + 3 + path)..];
    }

    private static void InspectTarget(ReadOnlySpan<char> target, ref List<Finding>? findings)
    {
        var question = target.IndexOf('?');
        InspectPath(question < 0 ? target : target[..question], ref findings);
        for (var rest = question < 0 ? default : target[(question + 1)..]; !rest.IsEmpty;)
        {
            var end = rest.IndexOf('&');
            var pair = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            var equals = pair.IndexOf('=');
            var name = equals < 0 ? pair : pair[..equals];
            if (!OthersText.Contains(name))
            {
                // A name without a value is one: /?../../etc/passwd
                InspectValue(equals < 0 ? name : pair[(equals + 1)..], name, ref findings);
            }
        }
    }

    private static void InspectPath(ReadOnlySpan<char> raw, ref List<Finding>? findings)
    {
        using var decoded = PercentDecoded.Of(raw, plusIsSpace: false);
        if (PathTraversal.IsInPath(raw, decoded.Text))
        {
            Note(ref findings, SecurityEventType.PathTraversalTried, "path", "path");
        }

        if (InjectionPatterns.Find(decoded.Text) is { } pattern)
        {
            Note(ref findings, SecurityEventType.InjectionProbed, pattern, "path");
        }
    }

    private static void InspectValue(ReadOnlySpan<char> raw, ReadOnlySpan<char> name, ref List<Finding>? findings)
    {
        using var decoded = PercentDecoded.Of(raw, plusIsSpace: true);
        if (PathTraversal.IsInValue(raw, decoded.Text))
        {
            Note(ref findings, SecurityEventType.PathTraversalTried, "value", Place(name));
        }

        if (InjectionPatterns.Find(decoded.Text) is { } pattern)
        {
            Note(ref findings, SecurityEventType.InjectionProbed, pattern, Place(name));
        }
    }

    private static void InspectHeaders(IHeaderDictionary headers, ref List<Finding>? findings)
    {
        InspectHeader(headers.UserAgent, "User-Agent", ref findings);
        InspectHeader(headers.AcceptLanguage, "Accept-Language", ref findings);
        InspectHeader(headers.Origin, "Origin", ref findings);
        if (headers.Referer is [{ } referer, ..] && referer.Contains("${", StringComparison.Ordinal) && InjectionPatterns.FindLookup(referer) is { } pattern)
        {
            Note(ref findings, SecurityEventType.InjectionProbed, pattern, "header:Referer");
        }
    }

    private static void InspectHeader(StringValues values, string name, ref List<Finding>? findings)
    {
        if (values is [{ } text, ..] && text.AsSpan().ContainsAny(HeaderTriggers) && InjectionPatterns.Find(text) is { } pattern)
        {
            Note(ref findings, SecurityEventType.InjectionProbed, pattern, "header:" + name);
        }
    }

    private static string Place(ReadOnlySpan<char> name) => "query:" + SafeText.Cut(name[..Math.Min(name.Length, 60)].ToString(), 60);

    /// <summary>One fact of each type: a request that tries ten things is one request.</summary>
    private static void Note(ref List<Finding>? findings, SecurityEventType type, string pattern, string where)
    {
        findings ??= [];
        if (!findings.Exists(finding => finding.Type == type))
        {
            findings.Add(new Finding(type, pattern, where));
        }
    }
}
