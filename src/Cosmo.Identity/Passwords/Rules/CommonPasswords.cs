using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cosmo.Identity.Passwords.Rules;

/// <summary>
/// The passwords that attackers try first, as sorted beginnings of their hashes in a resource of this program
/// (<c>deploy/common-passwords</c> makes it), ten hexadecimal digits a line. It is searched where the program file is mapped: no start cost, and no memory of its own.
/// </summary>
/// <remarks>40 bits of SHA-256 each: of ten million passwords that are on no list, about one is taken for one that is.</remarks>
internal static class CommonPasswords
{
    private const string Resource = "common-passwords.txt";
    private const int Digits = 10;
    private const int LineLength = Digits + 1;

    /// <summary>How many there are.</summary>
    public static int Count
    {
        get
        {
            using var list = Open();
            return (int)(list.Length / LineLength);
        }
    }

    /// <summary>Whether a password, folded, is one of them.</summary>
    public static bool Contains(string folded)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(folded), hash);
        var wanted = ((ulong)BinaryPrimitives.ReadUInt32BigEndian(hash) << 8) | hash[4];
        using var list = Open();
        Span<byte> entry = stackalloc byte[Digits];
        for (var (low, high) = (0L, (list.Length / LineLength) - 1); low <= high;)
        {
            var middle = (low + high) / 2;
            list.Position = middle * LineLength;
            list.ReadExactly(entry);
            var found = ulong.Parse(entry, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (found == wanted)
            {
                return true;
            }

            (low, high) = found < wanted ? (middle + 1, high) : (low, middle - 1);
        }

        return false;
    }

    private static Stream Open() => typeof(CommonPasswords).Assembly.GetManifestResourceStream(Resource)!;
}
