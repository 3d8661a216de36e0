using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Cosmo.Identity.Keys;

namespace Cosmo.Identity.Protocol.Device;

/// <summary>What the database holds instead of a user code. Keyed: all codes there can be are hashed in minutes by whoever has a copy of the rows alone.</summary>
internal sealed class UserCodeHash(KeyRing keys)
{
    private readonly byte[] key = keys.Derive("user-code");

    /// <param name="code">As <see cref="UserCode.New"/> and <see cref="UserCode.Read"/> give it.</param>
    public string Of(string code) => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(code)));
}
