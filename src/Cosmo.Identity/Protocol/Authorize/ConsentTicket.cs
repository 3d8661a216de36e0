using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Cosmo.Identity.Protocol.Authorize;

/// <summary>The question that the consent page asks: sealed, so that what is granted is what was shown, to the person it was shown to.</summary>
/// <param name="SessionId">In whose session it is asked.</param>
/// <param name="ClientId">Who wants it.</param>
/// <param name="Scopes">What it wants.</param>
/// <param name="RedirectUri">Where the answer goes.</param>
/// <param name="Url">Where the browser goes on, still without the decision.</param>
/// <param name="Fingerprint">Of the authorization request.</param>
/// <param name="StartedAt">When that request came in.</param>
internal sealed record ConsentTicket(
    Guid SessionId, string ClientId, string[] Scopes, string RedirectUri, string Url, string Fingerprint, DateTimeOffset StartedAt);

/// <summary>Seals and opens <see cref="ConsentTicket"/>s.</summary>
internal sealed class ConsentTickets(IDataProtectionProvider protection, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("consent-ticket").ToTimeLimitedDataProtector();

    public string Seal(ConsentTicket ticket) => protector.Protect(JsonSerializer.Serialize(ticket), clock.GetUtcNow() + Lifetime);

    /// <summary>Null when it is made up, altered or too old.</summary>
    public ConsentTicket? Open(string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? null : JsonSerializer.Deserialize<ConsentTicket>(protector.Unprotect(text));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
