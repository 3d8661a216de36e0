using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Cosmo.Identity.Clients.Secrets;

/// <summary>Remembers for ten minutes, in this process only, that a slow hash and a secret belong together. Failures are never remembered.</summary>
/// <remarks>
/// What is kept is an HMAC under a key that dies with the process, so a memory dump yields nothing to guess against faster
/// than the hash itself. A changed secret has a changed hash, and with it another proof: there is nothing to invalidate.
/// </remarks>
internal sealed class VerifiedSecrets(TimeProvider time)
{
    public const int Capacity = 1024;
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<Proof, long> _verifiedAt = new();
    private readonly Lock _adding = new();

    /// <summary>HMAC-SHA256 over (hash, secret); as a value, so that looking it up allocates nothing.</summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Proof(long A, long B, long C, long D);

    public int Count => _verifiedAt.Count;

    public Proof Prove(string hash, string secret)
    {
        // The length in front keeps ("ab", "c") and ("a", "bc") apart.
        Span<byte> message = stackalloc byte[sizeof(int) + (3 * ClientSecretHasher.MaximumSlowHashLength) + ClientSecretHasher.MaximumSecretBytes];
        var hashLength = Encoding.UTF8.GetBytes(hash, message[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(message, hashLength);
        var length = sizeof(int) + hashLength;
        length += Encoding.UTF8.GetBytes(secret, message[length..]);

        Span<long> proof = stackalloc long[4];
        HMACSHA256.HashData(_key, message[..length], MemoryMarshal.AsBytes(proof));
        CryptographicOperations.ZeroMemory(message);
        return new Proof(proof[0], proof[1], proof[2], proof[3]);
    }

    public bool Contains(Proof proof) => _verifiedAt.TryGetValue(proof, out var at) && time.GetElapsedTime(at) < Lifetime;

    public void Add(Proof proof)
    {
        lock (_adding)
        {
            if (_verifiedAt.Count >= Capacity)
            {
                MakeRoom();
            }

            _verifiedAt[proof] = time.GetTimestamp();
        }
    }

    // Rare: more than a thousand different human-chosen secrets within ten minutes.
    private void MakeRoom()
    {
        foreach (var (proof, at) in _verifiedAt)
        {
            if (time.GetElapsedTime(at) >= Lifetime)
            {
                _verifiedAt.TryRemove(proof, out _);
            }
        }

        if (_verifiedAt.Count >= Capacity)
        {
            _verifiedAt.TryRemove(_verifiedAt.MinBy(pair => pair.Value).Key, out _);
        }
    }
}
