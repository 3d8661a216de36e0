using System.Security.Cryptography;
using System.Text;
using Cosmo.Identity.Passwords.Imported;
using Microsoft.Extensions.Options;

namespace Cosmo.Identity.Passwords;

/// <summary>Hashes and checks passwords with Argon2id, a bounded number at a time, at the same cost whether or not the user exists.</summary>
/// <remarks>
/// A password is its UTF-8 bytes exactly as given: never trimmed, cut or normalised (ASVS 6.2.8). Those that are no valid
/// Unicode or longer than <see cref="MaximumPasswordBytes"/> fail before anything is looked at, for every user alike.
/// </remarks>
internal sealed class PasswordHashing(IOptions<PasswordHashingOptions> options) : IDisposable
{
    /// <summary>Far beyond any passphrase, and too short to hurt (OWASP: long-password denial of service).</summary>
    public const int MaximumPasswordBytes = 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly HashingPool _pool = new(options.Value);
    private readonly Argon2idHash _dummy = Argon2idHash.Dummy();

    /// <exception cref="ArgumentException">The password is not one that <see cref="CanBeHashed"/>.</exception>
    /// <exception cref="HashingBusyException">Too many are waiting.</exception>
    public Task<string> HashAsync(string password, CancellationToken cancellationToken) => CanBeHashed(password)
        ? _pool.RunAsync(() => WithBytes(password, bytes => Argon2idHash.Compute(bytes).ToString()), cancellationToken)
        : throw new ArgumentException($"A password must be valid Unicode of at most {MaximumPasswordBytes} UTF-8 bytes.", nameof(password));

    /// <param name="hash">The stored hash; null for a user who does not exist or has no password: the same work is done, and fails.</param>
    /// <param name="password">What was typed.</param>
    /// <param name="cancellationToken">Gives up the place in the queue.</param>
    /// <exception cref="HashingBusyException">Too many are waiting; nothing was checked.</exception>
    public async Task<PasswordVerification> VerifyAsync(string? hash, string password, CancellationToken cancellationToken) =>
        CanBeHashed(password)
            ? await _pool.RunAsync(() => Verify(hash, password), cancellationToken)
            : PasswordVerification.Failed;

    /// <summary>Whether a check would be refused now because too many wait.</summary>
    public bool IsBusy => _pool.IsFull;

    /// <summary>
    /// What kind of old hash it is: checks of one kind cost the same. Null for a hash of today, for none, and for what nothing here can
    /// read: those cost what a hash of today costs.
    /// </summary>
    public static string? OldKind(string? hash) =>
        hash is null ? null
        : Argon2idHash.TryParse(hash) is { } argon2id ? argon2id.IsCurrent ? null : Beginning(hash, LongestKind)
        : IdentityV3Hash.IsOne(hash) ? Beginning(hash, LongestKind)
        : DjangoHash.TryReadStored(hash) is not null ? Beginning(hash, DjangoHash.KindLength)
        : null;

    /// <summary>How much of a hash tells its kind, where it is none of Django's: in Identity's, the number of rounds ends there and the salt begins.</summary>
    public const int LongestKind = 16;

    /// <summary>
    /// Stands in the place of a hash that no password fits any more. Not null, which says that there never was one, so that a provisioning
    /// file would set its initial password again. Checking against it costs what checking for nobody costs.
    /// </summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>How every hash of today begins.</summary>
    public static string CurrentPrefix => Argon2idHash.CurrentPrefix;

    /// <summary>Whether the password is valid Unicode of at most <see cref="MaximumPasswordBytes"/>.</summary>
    public static bool CanBeHashed(string password)
    {
        if (password.Length > MaximumPasswordBytes)
        {
            return false;
        }

        try
        {
            return StrictUtf8.GetByteCount(password) <= MaximumPasswordBytes;
        }
        catch (EncoderFallbackException)
        {
            // A lone surrogate would become U+FFFD, and two different passwords one.
            return false;
        }
    }

    public void Dispose() => _pool.Dispose();

    private PasswordVerification Verify(string? hash, string password)
    {
        if (hash is not null && Argon2idHash.TryParse(hash) is { } argon2id)
        {
            return !WithBytes(password, argon2id.Verify) ? PasswordVerification.Failed
                : argon2id.IsCurrent ? PasswordVerification.Success
                : PasswordVerification.SuccessRehashNeeded;
        }

        if (hash is not null && IdentityV3Hash.IsOne(hash))
        {
            return IdentityV3Hash.Verify(hash, password) ? PasswordVerification.SuccessRehashNeeded : PasswordVerification.Failed;
        }

        if (hash is not null && DjangoHash.TryReadStored(hash) is { } django)
        {
            return django.Verify(password) ? PasswordVerification.SuccessRehashNeeded : PasswordVerification.Failed;
        }

        _ = WithBytes(password, _dummy.Verify);
        return PasswordVerification.Failed;
    }

    private static string Beginning(string hash, int length) => hash.Length > length ? hash[..length] : hash;

    private static T WithBytes<T>(string password, Func<ReadOnlySpan<byte>, T> use)
    {
        Span<byte> bytes = stackalloc byte[MaximumPasswordBytes];
        try
        {
            return use(bytes[..StrictUtf8.GetBytes(password, bytes)]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
