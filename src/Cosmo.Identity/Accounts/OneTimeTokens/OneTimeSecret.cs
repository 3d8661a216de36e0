using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Cosmo.Identity.Accounts.OneTimeTokens;

/// <summary>The random text that a link carries, 256 bits of it, and the hash under which alone it is stored.</summary>
/// <param name="Text">43 URL-safe characters.</param>
/// <param name="Hash">SHA-256 over purpose and text; a slow hash has nothing to add to so much randomness.</param>
internal sealed record OneTimeSecret(string Text, string Hash)
{
    private const int Bytes = 32;
    private const int Characters = 43;

    public static OneTimeSecret New(string purpose)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        RandomNumberGenerator.Fill(bytes);
        var text = Base64Url.EncodeToString(bytes);
        return new OneTimeSecret(text, HashOf(purpose, text));
    }

    /// <summary>Null where the text cannot be one of ours: the database need not be asked.</summary>
    public static string? TryHash(string purpose, string? text) =>
        text is { Length: Characters } && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_') ? HashOf(purpose, text) : null;

    private static string HashOf(string purpose, string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{purpose}\0{text}")));
}
