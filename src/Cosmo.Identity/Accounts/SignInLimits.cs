using Cosmo.Identity.RateLimits;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts;

/// <summary>
/// How often one address may try passwords, right or wrong, known or unknown the name. Asked before a password is looked at, and
/// by the name as it was typed: that two names are one account shows in nothing.
/// </summary>
internal sealed class SignInLimits(RequestLimits limits, RateLimitPolicies policies, EventKey key)
{
    /// <summary>Counts this try, or says false: then no password may be checked.</summary>
    public ValueTask<bool> AllowAsync(HttpContext context, string? userName)
    {
        // What is no name at all is one account that nobody has.
        var name = UserNames.Canonical(userName) ?? "";
        var address = RequestOrigin.Of(context).LimitKey;
        return limits.TakeAsync(
            context,
            policies.Login.For($"{address}\n{name}") with { NameHash = name.Length > 0 ? key.Hide(name) : null },
            policies.LoginByAddress.For(address));
    }
}
