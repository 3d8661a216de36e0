using System.Globalization;
using System.Security.Cryptography;
using NSec.Cryptography;

namespace Cosmo.Identity.Passwords;

/// <summary>One Argon2id hash (RFC 9106) in the PHC string format: <c>$argon2id$v=19$m=19456,t=2,p=1$salt$tag</c>.</summary>
internal sealed record Argon2idHash(int MemoryKiB, int Passes, byte[] Salt, byte[] Tag)
{
    public const string Prefix = "$argon2id$v=19$";

    // OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane.
    private const int CurrentMemoryKiB = 19 * 1024;
    private const int CurrentPasses = 2;
    private const int SaltLength = 16;
    private const int TagLength = 32;

    /// <summary>How every hash begins that <see cref="IsCurrent"/>.</summary>
    public static readonly string CurrentPrefix = $"{Prefix}m={CurrentMemoryKiB},t={CurrentPasses},p=1$";

    private static readonly Argon2id Current = Algorithm(CurrentMemoryKiB, CurrentPasses);

    public bool IsCurrent => MemoryKiB == CurrentMemoryKiB && Passes == CurrentPasses && Tag.Length == TagLength;

    public static Argon2idHash Compute(ReadOnlySpan<byte> password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        var tag = new byte[TagLength];
        Current.DeriveBytes(password, salt, tag);
        return new Argon2idHash(CurrentMemoryKiB, CurrentPasses, salt, tag);
    }

    /// <summary>A hash of nothing: it costs what a real one costs to verify.</summary>
    public static Argon2idHash Dummy() =>
        new(CurrentMemoryKiB, CurrentPasses, RandomNumberGenerator.GetBytes(SaltLength), RandomNumberGenerator.GetBytes(TagLength));

    public bool Verify(ReadOnlySpan<byte> password)
    {
        Span<byte> tag = stackalloc byte[Tag.Length];
        try
        {
            (IsCurrent ? Current : Algorithm(MemoryKiB, Passes)).DeriveBytes(password, Salt, tag);
            return CryptographicOperations.FixedTimeEquals(tag, Tag);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(tag);
        }
    }

    /// <summary>Null where the text is no Argon2id hash, or one whose parameters are out of what this machine may be asked to do.</summary>
    public static Argon2idHash? TryParse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length > 256)
        {
            return null;
        }

        // m=..,t=..,p=1 / salt / tag. More than one lane is not to be had from libsodium.
        return text[Prefix.Length..].Split('$') is [var costs, var salt, var tag]
            && costs.Split(',') is [['m', '=', .. var memory], ['t', '=', .. var passes], "p=1"]
            && int.TryParse(memory, NumberStyles.None, CultureInfo.InvariantCulture, out var memoryKiB) && memoryKiB is >= 8 and <= 1024 * 1024
            && int.TryParse(passes, NumberStyles.None, CultureInfo.InvariantCulture, out var passCount) && passCount is >= 1 and <= 64
            && TryDecode(salt) is { Length: SaltLength } saltBytes
            && TryDecode(tag) is { Length: >= 16 and <= 64 } tagBytes
                ? new Argon2idHash(memoryKiB, passCount, saltBytes, tagBytes)
                : null;
    }

    public override string ToString() => $"{Prefix}m={MemoryKiB},t={Passes},p=1${Encode(Salt)}${Encode(Tag)}";

    private static Argon2id Algorithm(int memoryKiB, int passes) =>
        new(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = memoryKiB, NumberOfPasses = passes });

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[]? TryDecode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var length) ? bytes[..length] : null;
    }
}
