using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cosmo.Identity.Accounts.SecondFactor;

/// <summary>Time-based one-time passwords (RFC 6238) as authenticator apps make them: SHA-1, six digits, another one every 30 seconds.</summary>
internal static class Totp
{
    /// <summary>What RFC 4226 §4 recommends: 160 bits.</summary>
    public const int SecretLength = 20;

    public const int Digits = 6;

    public const int PeriodSeconds = 30;

    /// <summary>A clock may be a step behind or ahead (RFC 6238 §5.2, §6).</summary>
    private const int Drift = 1;

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretLength);

    /// <summary>Steps since 1970; the clock is this server's (ASVS 6.5.8).</summary>
    public static long StepAt(DateTimeOffset now) => Math.DivRem(now.ToUnixTimeSeconds(), PeriodSeconds).Quotient;

    public static string CodeAt(ReadOnlySpan<byte> secret, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // What authenticator apps compute; as a MAC with a short life SHA-1 is not broken (RFC 6238 §1.2).
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash[(hash[^1] & 15)..]) & 0x7FFFFFFF;
        return number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0')[^digits..];
    }

    /// <summary>What was typed without blanks and hyphens, if it is six digits; else null.</summary>
    public static string? CodeIn(string? typed)
    {
        var text = typed is { Length: <= 32 } ? string.Concat(typed.Where(character => !char.IsWhiteSpace(character) && character != '-')) : "";
        return text.Length == Digits && text.All(char.IsAsciiDigit) ? text : null;
    }

    /// <summary>The newest step after <paramref name="after"/> whose code this is; null where there is none. All are compared, so that time tells nothing.</summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long after)
    {
        long? match = null;
        var typed = Encoding.ASCII.GetBytes(code);
        for (var step = StepAt(now) - Drift; step <= StepAt(now) + Drift; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(CodeAt(secret, step)), typed) & step > after)
            {
                match = step;
            }
        }

        return match;
    }
}
