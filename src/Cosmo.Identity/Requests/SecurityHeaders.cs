using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Requests;

/// <summary>The headers that every answer carries: what a browser may do with it, and what it may tell others.</summary>
internal static class SecurityHeaders
{
    /// <summary>No inline script or style, nothing from elsewhere, no frame, and forms to ourselves only.</summary>
    public const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app, Issuer issuer) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        if (!MayBeAPopup(context.Request.Path))
        {
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
        }

        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        if (issuer.IsSecure)
        {
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        }

        return next(context);
    });

    /// <summary>
    /// Relying parties in browsers open an authorization request in a popup and hear of its end by <c>window.opener</c>, which
    /// this header on any hop of the way would cut for good.
    /// </summary>
    private static bool MayBeAPopup(PathString path) =>
        path.StartsWithSegments("/connect", StringComparison.Ordinal) || path == "/login" || path == "/consent" || path == "/signed-out";
}
