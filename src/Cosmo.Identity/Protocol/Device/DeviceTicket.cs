using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Cosmo.Identity.Protocol.Device;

/// <summary>
/// The question that the verification page asks, sealed: what is allowed is what was shown, to the person it was shown to, and the code is
/// not tried again for it.
/// </summary>
/// <param name="SessionId">In whose session it is asked.</param>
/// <param name="TokenId">The device code.</param>
/// <param name="Code">The user code, to be compared with the device's.</param>
/// <param name="AskedAt">When; a sign-in after it is fresh.</param>
internal sealed record DeviceTicket(Guid SessionId, Guid TokenId, string Code, DateTimeOffset AskedAt);

/// <summary>Seals and opens <see cref="DeviceTicket"/>s.</summary>
internal sealed class DeviceTickets(IDataProtectionProvider protection, TokensOptions options)
{
    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("device-ticket").ToTimeLimitedDataProtector();

    public string Seal(DeviceTicket ticket) => protector.Protect(JsonSerializer.Serialize(ticket), ticket.AskedAt + options.DeviceCodeLifetime);

    /// <summary>Null when it is made up, altered or too old.</summary>
    public DeviceTicket? Open(string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? null : JsonSerializer.Deserialize<DeviceTicket>(protector.Unprotect(text));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
