using System.Buffers;
using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Cosmo.Identity.Accounts.ApiKeys;

/// <summary>
/// The text of an API key: <c>cosmo_</c>, 43 random letters and digits (256 bits), and a checksum of six. A scanner finds it wherever it
/// was left, and a slip of the pen costs no query.
/// </summary>
/// <param name="Text">Shown once.</param>
/// <param name="Hash">SHA-256, which alone is stored; a slow hash has nothing to add to so much randomness.</param>
/// <param name="Hint">Its beginning, by which its owner knows it.</param>
internal sealed record ApiKeyText(string Text, string Hash, string Hint)
{
    public const string Prefix = "cosmo_";

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> AllDigits = SearchValues.Create(Digits);

    private const int RandomLength = 43;

    private const int ChecksumLength = 6;

    private const int HintLength = 4;

    private const int Length = 55;

    public static ApiKeyText New()
    {
        var body = Prefix + RandomNumberGenerator.GetString(Digits, RandomLength);
        var text = body + ChecksumOf(body);
        return new ApiKeyText(text, HashOf(text), text[..(Prefix.Length + HintLength)]);
    }

    /// <summary>Whether a text can be a key at all: form and checksum fit.</summary>
    public static bool HasForm(string? text) =>
        text is { Length: Length }
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && !text.AsSpan(Prefix.Length).ContainsAnyExcept(AllDigits)
        && text.AsSpan(Length - ChecksumLength).SequenceEqual(ChecksumOf(text.AsSpan(0, Length - ChecksumLength)));

    public static string HashOf(string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>CRC-32C (RFC 9260, appendix A) of all that stands before it, in base 62 with leading zeros.</summary>
    private static string ChecksumOf(ReadOnlySpan<char> body)
    {
        var crc = uint.MaxValue;
        foreach (var character in body)
        {
            crc = BitOperations.Crc32C(crc, (byte)character);
        }

        crc = ~crc;
        Span<char> checksum = stackalloc char[ChecksumLength];
        for (var i = ChecksumLength - 1; i >= 0; i--)
        {
            (crc, var digit) = Math.DivRem(crc, (uint)Digits.Length);
            checksum[i] = Digits[(int)digit];
        }

        return checksum.ToString();
    }
}
