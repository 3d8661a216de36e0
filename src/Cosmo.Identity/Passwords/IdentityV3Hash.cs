using System.Buffers.Binary;
using Microsoft.AspNetCore.Identity;

namespace Cosmo.Identity.Passwords;

/// <summary>Verifies the PBKDF2 hashes of ASP.NET Core Identity (version 3), so that accounts can move in with their passwords.</summary>
internal static class IdentityV3Hash
{
    private const byte Version3 = 0x01;
    private const uint MostIterations = 2_000_000;
    private static readonly PasswordHasher<object> Hasher = new();
    private static readonly object Nobody = new();

    /// <summary>False also for text that is not of this format: ask before telling the two apart.</summary>
    public static bool Verify(string hash, string password) =>
        Hasher.VerifyHashedPassword(Nobody, hash, password) is not PasswordVerificationResult.Failed;

    /// <summary>Layout: version, PRF, iterations, salt length (big-endian), salt, subkey. The bound keeps an imported row from stopping the machine.</summary>
    public static bool IsOne(string hash)
    {
        Span<byte> bytes = stackalloc byte[256];
        return hash.Length <= 256
            && Convert.TryFromBase64String(hash, bytes, out var length)
            && length > 13
            && bytes[0] == Version3
            && BinaryPrimitives.ReadUInt32BigEndian(bytes[5..]) is > 0 and <= MostIterations;
    }
}
