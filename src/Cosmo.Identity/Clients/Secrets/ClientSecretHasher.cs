using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Cosmo.Identity.Passwords;

namespace Cosmo.Identity.Clients.Secrets;

/// <summary>Hashes client secrets by what they are worth: 256 random bits by SHA-256, human-chosen ones as slowly as passwords.</summary>
/// <remarks>A secret nobody can guess needs no slow hash, and clients authenticate on every token, introspection and revocation request.</remarks>
internal sealed class ClientSecretHasher(PasswordHashing passwords, TimeProvider time)
{
    public const int MaximumSecretBytes = PasswordHashing.MaximumPasswordBytes;

    /// <summary>No format that is read here is longer.</summary>
    public const int MaximumSlowHashLength = 256;

    private const string StrongPrefix = "sha256$";
    private const int StrongLength = 43;

    private static readonly SearchValues<char> UrlSafe =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private readonly VerifiedSecrets _verified = new(time);

    /// <summary>32 random bytes, base64url: 43 characters that need no escaping anywhere.</summary>
    public static string Generate()
    {
        Span<byte> secret = stackalloc byte[32];
        RandomNumberGenerator.Fill(secret);
        return Base64Url.EncodeToString(secret);
    }

    /// <summary>Whether the hash belongs to a secret long enough to be random; others are worth a warning.</summary>
    public static bool IsStrong(string hash) => hash.StartsWith(StrongPrefix, StringComparison.Ordinal);

    /// <exception cref="ArgumentException">The secret is longer than 1024 UTF-8 bytes or no valid Unicode.</exception>
    /// <exception cref="HashingBusyException">The secret needs a slow hash, and too many are waiting.</exception>
    public Task<string> HashAsync(string secret, CancellationToken cancellationToken)
    {
        if (!LooksRandom(secret))
        {
            return passwords.HashAsync(secret, cancellationToken);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        return TryDigest(secret, digest)
            ? Task.FromResult(StrongPrefix + Base64Url.EncodeToString(digest))
            : throw new ArgumentException($"A client secret may have at most {MaximumSecretBytes} bytes.", nameof(secret));
    }

    /// <exception cref="HashingBusyException">The hash is a slow one, and too many are waiting; nothing was checked.</exception>
    public ValueTask<bool> VerifyAsync(string hash, string secret, CancellationToken cancellationToken)
    {
        if (IsStrong(hash))
        {
            return ValueTask.FromResult(VerifyStrong(hash, secret));
        }

        return hash.Length <= MaximumSlowHashLength && PasswordHashing.CanBeHashed(secret)
            ? VerifySlowAsync(hash, secret, cancellationToken)
            : ValueTask.FromResult(false);
    }

    /// <summary>Whether <see cref="VerifyAsync"/> would say yes, and at once: the secret is a strong one, or a slow one that was right minutes ago.</summary>
    public bool IsKnown(string hash, string secret) =>
        IsStrong(hash) ? VerifyStrong(hash, secret)
        : hash.Length <= MaximumSlowHashLength && PasswordHashing.CanBeHashed(secret) && _verified.Contains(_verified.Prove(hash, secret));

    private static bool VerifyStrong(string hash, string secret)
    {
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        return hash.Length == StrongPrefix.Length + StrongLength
            && Base64Url.DecodeFromChars(hash.AsSpan(StrongPrefix.Length), expected, out _, out var length) is OperationStatus.Done
            && length == expected.Length
            && TryDigest(secret, actual)
            && CryptographicOperations.FixedTimeEquals(expected, actual);
    }

    private async ValueTask<bool> VerifySlowAsync(string hash, string secret, CancellationToken cancellationToken)
    {
        var proof = _verified.Prove(hash, secret);
        if (_verified.Contains(proof))
        {
            return true;
        }

        if (await passwords.VerifyAsync(hash, secret, cancellationToken) is PasswordVerification.Failed)
        {
            return false;
        }

        _verified.Add(proof);
        return true;
    }

    private static bool LooksRandom(string secret) =>
        secret.Length >= StrongLength && !secret.AsSpan().ContainsAnyExcept(UrlSafe);

    private static bool TryDigest(string secret, Span<byte> digest)
    {
        Span<byte> bytes = stackalloc byte[MaximumSecretBytes];
        if (!Encoding.UTF8.TryGetBytes(secret, bytes, out var length))
        {
            return false;
        }

        SHA256.HashData(bytes[..length], digest);
        CryptographicOperations.ZeroMemory(bytes[..length]);
        return true;
    }
}
