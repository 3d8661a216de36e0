using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Cosmo.Identity.Sessions;

/// <summary>
/// Lets browsers in that carry a session cookie of ours which has not run out. Whether the session lives is asked behind the door
/// as ever; here the seal is enough, since only a sign-in gives one.
/// </summary>
internal sealed class SessionPass(IOptionsMonitor<CookieAuthenticationOptions> cookies, TimeProvider clock) : IFrontDoorPass
{
    private static readonly FrontDoorPassage Passage = new("session", MayTryPasswords: false);

    public ValueTask<FrontDoorPassage?> JudgeAsync(HttpContext context, PassBudget budget)
    {
        var options = cookies.Get(SessionCookie.Scheme);
        return ValueTask.FromResult(
            context.Request.Headers.Cookie.Count > 0
            && options.CookieManager.GetRequestCookie(context, options.Cookie.Name!) is { Length: > 0 } sealedTicket
            && options.TicketDataFormat.Unprotect(sealedTicket) is { } ticket
            && ticket.Properties.ExpiresUtc > clock.GetUtcNow()
                ? Passage
                : null);
    }
}
