using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cosmo.Identity.RateLimits;

/// <summary>Makes keys into numbers under a secret that all nodes share: names do not leave the process, and nobody can find two that collide.</summary>
internal sealed class RateLimitKey(byte[] secret)
{
    /// <summary>One rule for each window of each demand.</summary>
    public RateLimitRule[] Rules(ReadOnlySpan<RateLimitDemand> demands)
    {
        var rules = new List<RateLimitRule>(demands.Length);
        foreach (var demand in demands)
        {
            var once = demand.Once is { } what ? Hash(what) : default;
            foreach (var window in demand.Policy.Windows)
            {
                var length = (long)window.Window.TotalMicroseconds;
                rules.Add(new RateLimitRule(Hash($"{demand.Policy.Name}\n{length}\n{demand.Key}"), window.Limit, length, once));
            }
        }

        return [.. rules];
    }

    private UInt128 Hash(string text)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
