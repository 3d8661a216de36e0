using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Cosmo.Identity.Keys;

/// <summary>
/// Every key of this provider. The signing keys follow the clock and the folder (<see cref="Look"/>); what a request asks is one
/// immutable <see cref="KeySet"/>, made anew when a key changes its state. The encryption key is read once.
/// </summary>
internal sealed class KeyRing
{
    private readonly byte[] _master;
    private readonly KeysOptions _options;
    private readonly TimeProvider _clock;
    private readonly Lock _looking = new();
    private volatile Content _content;
    private volatile string? _fault;

    /// <param name="files">Keys of both algorithms, at least one of each.</param>
    /// <param name="master">The 32 bytes of <c>encryption.key</c>; only keys derived from them are ever used.</param>
    /// <param name="options">Where the files are, and how long a retired key counts.</param>
    /// <param name="clock">Says which key signs.</param>
    public KeyRing(IReadOnlyList<KeyFile> files, byte[] master, KeysOptions options, TimeProvider clock)
    {
        (_master, _options, _clock) = (master, options, clock);
        _content = NewContent(files);
        EncryptionKey = new SymmetricSecurityKey(Derive("token-encryption"))
        {
            KeyId = Base64UrlEncoder.Encode(Derive("token-encryption-key-id")),
        };
    }

    /// <summary>What is so at this moment: one comparison of instants, as long as no key changes its state.</summary>
    public KeySet Now
    {
        get
        {
            var (content, now) = (_content, _clock.GetUtcNow());
            if (now >= content.Set.From && now < content.Set.Until)
            {
                return content.Set;
            }

            // Also where the clock was put back. Two that come here at once make equal sets; a newer content stays.
            var next = content with { Set = new KeySet(content.Lives, now) };
            Interlocked.CompareExchange(ref _content, next, content);
            return next.Set;
        }
    }

    /// <summary>All keys with their times, by algorithm, then by file name.</summary>
    public IReadOnlyList<KeyLife> Lives => _content.Lives;

    /// <summary>256 bits for tokens that only this provider reads.</summary>
    public SymmetricSecurityKey EncryptionKey { get; }

    /// <summary>Why the folder cannot be read as it lies there now, one line; null when it can. The keys are those from before.</summary>
    public string? Fault => _fault;

    /// <summary>Looks whether the folder is as it was, and takes what changed. Cheap where nothing did: names, lengths and times.</summary>
    /// <returns>Whether keys came or went.</returns>
    public bool Look()
    {
        lock (_looking)
        {
            try
            {
                var known = _content.Files;
                var found = KeyRingLoader.Read(_options, known);
                _fault = null;
                if (found.SequenceEqual(known))
                {
                    return false;
                }

                _content = NewContent(found);
                return true;
            }
            catch (KeyFileException exception)
            {
                _fault = exception.Message;
                return false;
            }
        }
    }

    /// <summary>32 bytes that only <paramref name="purpose"/> uses (HKDF-SHA256, RFC 5869): the same on every node and after every restart.</summary>
    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _master, 32, info: Encoding.UTF8.GetBytes($"cosmo-identity/{purpose}"));

    private Content NewContent(IReadOnlyList<KeyFile> files)
    {
        var lives = KeyName.Algorithms
            .SelectMany(algorithm => KeyLife.Of([.. files.Select(file => file.Key).Where(key => key.Algorithm == algorithm)], _options.RetirePeriod)).ToList();
        return new Content(files, lives, new KeySet(lives, _clock.GetUtcNow()));
    }

    private sealed record Content(IReadOnlyList<KeyFile> Files, IReadOnlyList<KeyLife> Lives, KeySet Set);
}
