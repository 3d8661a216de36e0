using Cosmo.Identity.RateLimits;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Protocol.Device;

/// <summary>
/// How many user codes may be tried, right or wrong, by one address and by one person (RFC 8628 §5.1, TOK-13). Counted before the code is
/// looked at, and by person rather than session: whoever guesses signs in as often as they like.
/// </summary>
internal sealed class UserCodeGuesses(RequestLimits limits, RateLimitPolicies policies)
{
    public ValueTask<bool> TakeAsync(HttpContext context, BrowserSession session) => limits.TakeAsync(
        context,
        policies.UserCodes.For(session.UserId.ToString("N")) with { Subject = session.UserId },
        policies.UserCodesByAddress.For(RequestOrigin.Of(context).LimitKey));
}
