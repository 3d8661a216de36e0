using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Cosmo.Identity.Accounts.SecondFactor;

/// <summary>
/// Codes for the day on which the phone is gone: each works once. 80 random bits need no slow hash (ASVS 6.5.2); the person's key goes
/// into the hash, so that equal codes of two people look different.
/// </summary>
internal static class RecoveryCodes
{
    public const int Count = 10;

    private const int Bytes = 10;
    private const int Characters = 16;
    private const int Group = 4;

    /// <summary>A new set, as people write it down.</summary>
    public static IReadOnlyList<string> New() => [.. Enumerable.Range(0, Count).Select(_ => Written(Base32.Encode(RandomNumberGenerator.GetBytes(Bytes))))];

    /// <summary>Under what a code is stored; null where the text cannot be one. Case, blanks and hyphens do not matter, nor does 0 for O or 1 for L.</summary>
    public static string? TryHash(Guid user, string? typed)
    {
        if (typed is not { Length: <= 64 })
        {
            return null;
        }

        var code = string.Concat(typed.Where(character => !char.IsWhiteSpace(character) && character != '-')).ToUpperInvariant().Replace('0', 'O').Replace('1', 'L');
        return code.Length == Characters && code.All(char.IsAsciiLetterOrDigit)
            ? Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"recovery-code\0{user:N}\0{code}")))
            : null;
    }

    private static string Written(string code) => string.Join('-', code.ToLowerInvariant().Chunk(Group).Select(group => new string(group)));
}
