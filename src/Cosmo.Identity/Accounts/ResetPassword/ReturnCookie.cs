using Cosmo.Identity.Layout;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.ResetPassword;

/// <summary>
/// Remembers in the browser that asked where it was going, so that the person can go on to the application afterwards. In the mail it
/// would be a stranger's choice in an owner's mailbox. What comes back is trusted no more than an address in the URL: see <see cref="ReturnTo"/>.
/// </summary>
internal sealed class ReturnCookie(Issuer issuer)
{
    /// <summary>Browsers keep no cookie above 4096 bytes.</summary>
    private const int Longest = 3000;

    private readonly string name = issuer.IsSecure ? "__Host-cosmo-return" : "cosmo-return";

    public void Remember(HttpContext context, string? returnUrl)
    {
        if (!ReturnTo.IsFrontPage(returnUrl) && Uri.EscapeDataString(returnUrl!).Length <= Longest)
        {
            context.Response.Cookies.Append(name, returnUrl!, Options(ResetRequests.Lifetime));
        }
    }

    /// <summary>Where it was going; null when that is not known. It is forgotten then.</summary>
    public string? Take(HttpContext context)
    {
        if (context.Request.Cookies[name] is not { Length: > 0 } returnUrl)
        {
            return null;
        }

        context.Response.Cookies.Delete(name, Options(null));
        return ReturnTo.IsFrontPage(returnUrl) ? null : returnUrl;
    }

    private CookieOptions Options(TimeSpan? age) =>
        new() { HttpOnly = true, Secure = issuer.IsSecure, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = age, IsEssential = true };
}
