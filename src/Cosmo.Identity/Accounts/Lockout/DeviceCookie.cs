using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.Lockout;

/// <summary>
/// The cookie by which a browser is known again: 128 random bits with a keyed hash of ours, so that it can be judged without the
/// database. It signs nobody in; it only keeps strangers from locking its owner out (design D12).
/// </summary>
internal sealed class DeviceCookie(byte[] key, Issuer issuer)
{
    private const int IdLength = 16;
    private const int MacLength = 16;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    private readonly OwnCookie cookie = new(issuer, "cosmo-device");

    /// <summary>The browser's identifier, if it carries a cookie that we gave to some browser at a sign-in. Costs one HMAC and no read.</summary>
    public bool TryRead(HttpContext context, [NotNullWhen(true)] out string? deviceId)
    {
        deviceId = null;
        Span<byte> bytes = stackalloc byte[IdLength + MacLength];
        if (cookie.Read(context) is not { Length: 43 } text
            // Not TryDecode, which throws at what is no Base64.
            || Base64Url.DecodeFromChars(text, bytes, out _, out var length) is not System.Buffers.OperationStatus.Done || length != bytes.Length)
        {
            return false;
        }

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, bytes[..IdLength], mac);
        if (!CryptographicOperations.FixedTimeEquals(bytes[IdLength..], mac[..MacLength]))
        {
            return false;
        }

        deviceId = Base64Url.EncodeToString(bytes[..IdLength]);
        return true;
    }

    /// <summary>Gives the browser its cookie, or the one it has for another year.</summary>
    public void Give(HttpContext context, string deviceId)
    {
        Span<byte> bytes = stackalloc byte[IdLength + HMACSHA256.HashSizeInBytes];
        Base64Url.DecodeFromChars(deviceId, bytes);
        HMACSHA256.HashData(key, bytes[..IdLength], bytes[IdLength..]);
        cookie.Give(context, Base64Url.EncodeToString(bytes[..(IdLength + MacLength)]), Lifetime);
    }

    /// <summary>An identifier for a browser that has none.</summary>
    public static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdLength));
}

/// <summary>The secret by which a device is known again, as it is stored and counted by: hashed, with the door it belongs to.</summary>
internal static class DeviceHash
{
    private const int ShortestId = 16;
    private const int LongestId = 128;

    /// <param name="deviceId">See <see cref="DeviceCookie"/>.</param>
    public static string OfBrowser(string deviceId) => Of("browser", deviceId);

    /// <summary>A device that an application names by the parameter <c>device_id</c>; it is known to that application only.</summary>
    public static string OfApplication(string clientId, string deviceId) => Of("application:" + clientId, deviceId);

    /// <summary>16 to 128 visible ASCII characters: long enough not to be guessed.</summary>
    public static bool IsDeviceId(string text) => text.Length is >= ShortestId and <= LongestId && !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    private static string Of(string door, string deviceId) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{door}\0{deviceId}")));
}
