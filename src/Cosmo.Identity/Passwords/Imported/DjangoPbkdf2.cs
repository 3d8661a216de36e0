using System.Security.Cryptography;
using System.Text;

namespace Cosmo.Identity.Passwords.Imported;

/// <summary><c>pbkdf2_sha256$ITERATIONS$SALT$HASH</c>, Django's default, and <c>pbkdf2_sha1$…</c>.</summary>
internal sealed record DjangoPbkdf2(string Text, HashAlgorithmName Algorithm, int Iterations, string Salt, byte[] Tag) : DjangoHash(Text, Iterations)
{
    // A check stays below what AnswerTime can hide, two seconds. Django's own default is at 1.2 million.
    private const int MostIterations = 4_000_000;

    private const int LongestSalt = 128;

    public static DjangoHashReading Read(string text, string name, string rest)
    {
        var (algorithm, size) = name == "pbkdf2_sha256" ? (HashAlgorithmName.SHA256, SHA256.HashSizeInBytes) : (HashAlgorithmName.SHA1, SHA1.HashSizeInBytes);
        return rest.Split('$') is [var iterations, { Length: > 0 and <= LongestSalt } salt, var tag] && Number(iterations) is { } count and > 0 && TryDecode(tag) is { } bytes && bytes.Length == size
            ? count <= MostIterations
                ? new DjangoHashReading.Accepted(new DjangoPbkdf2(text, algorithm, count, salt, bytes))
                : new DjangoHashReading.Refused($"would cost too much at each sign-in: more than {MostIterations} iterations")
            : new DjangoHashReading.Refused($"is no whole hash of {name}");
    }

    public override bool Verify(string password) => CryptographicOperations.FixedTimeEquals(
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(Salt), Iterations, Algorithm, Tag.Length), Tag);
}
