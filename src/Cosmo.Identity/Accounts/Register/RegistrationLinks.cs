using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.Register;

/// <summary>Links for new accounts that are not good, as they are recorded.</summary>
internal static class RegistrationLinks
{
    /// <summary>What they are counted as, see <see cref="OneTimeTokens.BadLinks"/>.</summary>
    public const string Kind = "registration";

    public static SecurityEvent Refused(HttpContext http, string why)
    {
        var fact = SecurityEvent.Of(SecurityEventType.RegistrationRefused, http);
        fact.Details = EventDetails.Of(("why", why));
        return fact;
    }
}
