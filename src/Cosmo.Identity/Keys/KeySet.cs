using Microsoft.IdentityModel.Tokens;

namespace Cosmo.Identity.Keys;

/// <summary>The signing keys as they stand between two moments at which one of them changes its state. It never changes.</summary>
internal sealed class KeySet
{
    private readonly SigningKey es256;
    private readonly SigningKey rs256;

    /// <param name="lives">Keys of both algorithms, by algorithm and name.</param>
    /// <param name="now">The moment to ask for.</param>
    public KeySet(IReadOnlyList<KeyLife> lives, DateTimeOffset now)
    {
        var changes = lives.SelectMany(life => life.Changes).ToList();
        From = changes.Where(change => change <= now).Append(DateTimeOffset.MinValue).Max();
        Until = changes.Where(change => change > now).Append(DateTimeOffset.MaxValue).Min();
        Accepted = [.. lives.Where(life => life.StateAt(now) != KeyState.Out).OrderBy(life => life.StateAt(now) != KeyState.Active).Select(life => life.Key)];
        VerificationKeys = [.. Accepted.Select(key => key.SecurityKey)];
        es256 = Active(SecurityAlgorithms.EcdsaSha256);
        rs256 = Active(SecurityAlgorithms.RsaSha256);
        JwksUtf8 = JsonWebKeySetDocument.Write(Accepted);

        SigningKey Active(string algorithm) => lives.Single(life => life.Key.Algorithm == algorithm && life.StateAt(now) == KeyState.Active).Key;
    }

    /// <summary>From when on it is so.</summary>
    public DateTimeOffset From { get; }

    /// <summary>Until when it is so, exclusive.</summary>
    public DateTimeOffset Until { get; }

    /// <summary>The keys by which something may be signed that is presented: all but those that are out, active ones first.</summary>
    public IReadOnlyList<SigningKey> Accepted { get; }

    /// <summary>The same as the libraries want them.</summary>
    public IReadOnlyList<SecurityKey> VerificationKeys { get; }

    /// <summary>The JWK set (RFC 7517 §5) as it goes over the wire: public members only.</summary>
    public byte[] JwksUtf8 { get; }

    /// <summary>The key that signs with <paramref name="algorithm"/> (<c>ES256</c> or <c>RS256</c>).</summary>
    public SigningKey ActiveFor(string algorithm) => algorithm switch
    {
        SecurityAlgorithms.EcdsaSha256 => es256,
        SecurityAlgorithms.RsaSha256 => rs256,
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "The key ring has no key of this algorithm."),
    };
}
