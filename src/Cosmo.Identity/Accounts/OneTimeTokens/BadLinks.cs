using Cosmo.Identity.RateLimits;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.OneTimeTokens;

/// <summary>What happens when a mailed link is not good: it is recorded, and an address that tries too many is told so (MAIL-10); good ones still pass.</summary>
internal sealed class BadLinks(SecurityEventRecorder recorder, RequestLimits limits, RateLimitPolicies policies)
{
    /// <summary>Records it. False: this address has tried too many.</summary>
    /// <param name="http">The request.</param>
    /// <param name="fact">What was presented.</param>
    /// <param name="kind">Links of each kind are counted for themselves.</param>
    public async Task<bool> RecordAsync(HttpContext http, SecurityEvent fact, string kind)
    {
        await recorder.RecordAsync(fact, CancellationToken.None);
        return await limits.TakeAsync(http, policies.UnknownTokens.For($"{RequestOrigin.Of(http).LimitKey}\n{kind}"));
    }

    /// <summary>The same for a page, which then says that the link is not good.</summary>
    /// <inheritdoc cref="RecordAsync"/>
    public async Task<IActionResult> AnswerAsync(HttpContext http, SecurityEvent fact, string kind) => await RecordAsync(http, fact, kind)
        ? new PageResult { StatusCode = StatusCodes.Status400BadRequest }
        : new StatusCodeResult(StatusCodes.Status429TooManyRequests);
}
