using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Cosmo.Identity.Requests;

/// <summary>
/// What a browser carries for us between two requests, so that nothing is kept for it: sealed, for one purpose, until an instant.
/// </summary>
/// <typeparam name="T">Written as JSON.</typeparam>
/// <param name="protection">Where the keys are.</param>
/// <param name="purpose">What is sealed for one purpose opens for no other.</param>
/// <param name="clock">Says what is too old.</param>
internal sealed class Sealed<T>(IDataProtectionProvider protection, string purpose, TimeProvider clock)
    where T : class
{
    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector(purpose).ToTimeLimitedDataProtector();

    /// <summary>Seals it for so long from now on.</summary>
    public string Close(T value, TimeSpan lifetime) => Close(value, clock.GetUtcNow() + lifetime);

    /// <summary>Seals it until then.</summary>
    public string Close(T value, DateTimeOffset until) => protector.Protect(JsonSerializer.Serialize(value), until);

    /// <summary>Null when it is made up, altered or too old.</summary>
    public T? Open(string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) || JsonSerializer.Deserialize<T>(protector.Unprotect(text, out var until)) is not { } value || until <= clock.GetUtcNow() ? null : value;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
