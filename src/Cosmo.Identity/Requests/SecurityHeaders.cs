using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cosmo.Identity.Requests;

/// <summary>The headers that every answer carries, faults and refusals too: what a browser may do with it, and what it may tell others.</summary>
internal static class SecurityHeaders
{
    /// <summary>Pages: no inline script or style, nothing from elsewhere, no frame, and forms to ourselves only.</summary>
    public const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>Pages of the admin area: the same, but their own module may put fragments in place that the server has rendered.</summary>
    public const string ConsolePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types cosmo-fragment";

    /// <summary>What is no page: opened as one all the same, it may do nothing at all.</summary>
    public const string DataPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

    private const string OpenerPolicy = "Cross-Origin-Opener-Policy";
    private const string ResourcePolicy = "Cross-Origin-Resource-Policy";
    private const string AgentCluster = "Origin-Agent-Cluster";
    private const string Permissions = "Permissions-Policy";
    private const string Referrer = "Referrer-Policy";

    private static readonly StringValues PagePolicyValue = ContentPolicy;
    private static readonly StringValues ConsolePolicyValue = ConsolePolicy;
    private static readonly StringValues DataPolicyValue = DataPolicy;
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues Deny = "DENY";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues SameOrigin = "same-origin";
    private static readonly StringValues CrossOrigin = "cross-origin";
    private static readonly StringValues Yes = "?1";
    private static readonly StringValues AYear = "max-age=31536000; includeSubDomains";
    private static readonly StringValues NoDevices =
        "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), serial=(), usb=(), browsing-topics=()";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app, Issuer issuer) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        var path = context.Request.Path;
        var area = AreaOf(path);
        headers.ContentSecurityPolicy = area switch { Area.Page => PagePolicyValue, Area.Console => ConsolePolicyValue, _ => DataPolicyValue };
        headers.XContentTypeOptions = NoSniff;
        headers.XFrameOptions = Deny;
        headers[Referrer] = NoReferrer;
        headers[ResourcePolicy] = area is Area.PublicDocument ? CrossOrigin : SameOrigin;
        headers[Permissions] = NoDevices;
        headers[AgentCluster] = Yes;
        if (!MayBeAPopup(path))
        {
            headers[OpenerPolicy] = SameOrigin;
        }

        if (issuer.IsSecure)
        {
            headers.StrictTransportSecurity = AYear;
        }

        return next(context);
    });

    /// <summary>Whether an answer that is begun anew keeps this header.</summary>
    public static bool IsOne(string header) => header is "Content-Security-Policy" or "X-Content-Type-Options" or "X-Frame-Options"
        or "Strict-Transport-Security" or Referrer or Permissions or OpenerPolicy or ResourcePolicy or AgentCluster;

    private enum Area
    {
        Page,
        Console,
        Data,
        PublicDocument,
    }

    private static Area AreaOf(PathString path) =>
        path.StartsWithSegments("/.well-known", StringComparison.OrdinalIgnoreCase) ? Area.PublicDocument
        : path.StartsWithSegments("/api/v1", StringComparison.OrdinalIgnoreCase)
            || path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase)
            || path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
            || path.StartsWithSegments("/assets", StringComparison.OrdinalIgnoreCase)
            || path.StartsWithSegments("/admin/assets", StringComparison.OrdinalIgnoreCase)
            || path == "/favicon.ico" || path == "/favicon.svg"
            || (path.StartsWithSegments("/connect", StringComparison.OrdinalIgnoreCase) && !IsVisited(path)) ? Area.Data
        : path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase) ? Area.Console
        : Area.Page;

    /// <summary>Protocol endpoints at which a browser shows a page.</summary>
    private static bool IsVisited(PathString path) =>
        path.StartsWithSegments("/connect/authorize", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/connect/logout", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/connect/verify", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Relying parties in browsers open an authorization request in a popup and hear of its end by <c>window.opener</c>, which
    /// this header on any hop of the way would cut for good.
    /// </summary>
    private static bool MayBeAPopup(PathString path) =>
        path.StartsWithSegments("/connect", StringComparison.Ordinal) || path == "/login" || path == "/consent" || path == "/signed-out";
}
