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

    private readonly OwnCookie cookie = new(issuer, "cosmo-return");

    public void Remember(HttpContext context, string? returnUrl)
    {
        if (!ReturnTo.IsFrontPage(returnUrl) && Uri.EscapeDataString(returnUrl!).Length <= Longest)
        {
            cookie.Give(context, returnUrl!, ResetRequests.Lifetime);
        }
    }

    /// <summary>Where it was going; null when that is not known. It is forgotten then.</summary>
    public string? Take(HttpContext context)
    {
        if (cookie.Read(context) is not { Length: > 0 } returnUrl)
        {
            return null;
        }

        cookie.Forget(context);
        return ReturnTo.IsFrontPage(returnUrl) ? null : returnUrl;
    }
}
