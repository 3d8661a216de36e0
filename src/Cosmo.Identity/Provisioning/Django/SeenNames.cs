using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cosmo.Identity.Provisioning.Django;

/// <summary>The user names and addresses of a file so far, and on which line each stands. By hashes: there may be a million.</summary>
internal sealed class SeenNames
{
    private readonly Dictionary<UInt128, int> lines = [];

    /// <summary>The line that has the user's name or address already; null where none has, and then they are this user's.</summary>
    public int? Take(DjangoUser user)
    {
        var name = KeyOf(user.CanonicalName);
        var email = user.CanonicalEmail is { } address ? KeyOf(address) : name;
        if (lines.TryGetValue(name, out var line) || lines.TryGetValue(email, out line))
        {
            return line;
        }

        lines[name] = lines[email] = user.Line;
        return null;
    }

    private static UInt128 KeyOf(string text) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
