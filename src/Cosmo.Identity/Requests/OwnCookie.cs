using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Requests;

/// <summary>
/// A cookie of this provider beside the session's: for this host alone, for secure connections where there are any, and out of reach of
/// scripts and of other sites' forms (SESS-05).
/// </summary>
/// <param name="issuer">Whether connections are secure.</param>
/// <param name="name">What it is called, such as <c>cosmo-device</c>.</param>
internal sealed class OwnCookie(Issuer issuer, string name)
{
    private readonly string name = issuer.IsSecure ? "__Host-" + name : name;

    /// <summary>Its value as the browser brought it; null where it brought none.</summary>
    public string? Read(HttpContext context) => context.Request.Cookies[name];

    /// <summary>Gives it to the browser.</summary>
    /// <param name="context">The request.</param>
    /// <param name="value">What it holds.</param>
    /// <param name="age">How long it is kept; null until the browser is closed.</param>
    public void Give(HttpContext context, string value, TimeSpan? age) => context.Response.Cookies.Append(name, value, Options(age));

    /// <summary>Takes it back.</summary>
    public void Forget(HttpContext context) => context.Response.Cookies.Delete(name, Options(null));

    private CookieOptions Options(TimeSpan? age) =>
        new() { HttpOnly = true, Secure = issuer.IsSecure, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = age, IsEssential = true };
}
