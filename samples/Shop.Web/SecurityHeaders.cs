namespace Shop.Web;

/// <summary>No page of the shop runs or shows anything that is not its own.</summary>
internal sealed class SecurityHeaders(RequestDelegate next, ShopSettings settings)
{
    // Chromium holds the whole redirect chain after a POST to form-action: signing out posts here and goes on to the issuer.
    private readonly string _policy =
        $"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {settings.Issuer.GetLeftPart(UriPartial.Authority)}";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = _policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        return next(context);
    }
}
