using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cosmo.Identity.Passwords.Rules;

/// <summary>
/// The passwords that attackers try first, as sorted beginnings of their hashes in a resource of this program
/// (<c>deploy/common-passwords</c> makes it). It is searched where the program file is mapped: no start cost, and no memory of its own.
/// </summary>
/// <remarks>40 bits of SHA-256 each: of ten million passwords that are on no list, about one is taken for one that is.</remarks>
internal static class CommonPasswords
{
    private const string Resource = "common-passwords.bin";
    private const int Size = 5;

    /// <summary>How many there are.</summary>
    public static int Count
    {
        get
        {
            using var list = Open();
            return (int)(list.Length / Size);
        }
    }

    /// <summary>Whether a password, folded, is one of them.</summary>
    public static bool Contains(string folded)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(folded), hash);
        var wanted = Number(hash);
        using var list = Open();
        Span<byte> entry = stackalloc byte[Size];
        for (var (low, high) = (0L, (list.Length / Size) - 1); low <= high;)
        {
            var middle = (low + high) / 2;
            list.Position = middle * Size;
            list.ReadExactly(entry);
            var found = Number(entry);
            if (found == wanted)
            {
                return true;
            }

            (low, high) = found < wanted ? (middle + 1, high) : (low, middle - 1);
        }

        return false;
    }

    private static ulong Number(ReadOnlySpan<byte> bytes) => ((ulong)BinaryPrimitives.ReadUInt32BigEndian(bytes) << 8) | bytes[4];

    private static Stream Open() => typeof(CommonPasswords).Assembly.GetManifestResourceStream(Resource)!;
}
