using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.Register;

/// <summary>
/// Marks the browser that asks for an account, whatever comes of it. In it the mailed link is enough; in any other the password that
/// was chosen has to be given: else a stranger could register somebody's address with a password of their own, and a careless
/// click on the mail would make an account that both can open.
/// </summary>
internal sealed class RegistrationCookie(Issuer issuer)
{
    private readonly OwnCookie cookie = new(issuer, "cosmo-registration");

    /// <summary>Gives the browser a new mark; returns the hash under which it is stored.</summary>
    public string Give(HttpContext context)
    {
        var secret = OneTimeSecret.New(TokenPurposes.RegisteringBrowser);
        cookie.Give(context, secret.Text, RegistrationRequests.Lifetime);
        return secret.Hash;
    }

    /// <summary>The hash of the browser's mark; null where it has none.</summary>
    public string? HashOf(HttpContext context) => OneTimeSecret.TryHash(TokenPurposes.RegisteringBrowser, cookie.Read(context));

    public void Forget(HttpContext context) => cookie.Forget(context);
}
