using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Cosmo.Identity.SecurityEvents.Chain;

/// <summary>The keyed hashes of the chain. Whoever can write to the database, but has no key file, can make none of them.</summary>
/// <remarks>
/// <code>
/// digest = SHA-256(MACs of the events in order of sequence)
/// seal   = HMAC("seal", writer, number, created, sequences, digest, seal before)
/// head   = HMAC("head", writer, name, started, number of seals, last seal, stopped)
/// pruned = HMAC("pruned", writer, number, seal, pruned, whether all before it are pruned too)
/// </code>
/// </remarks>
internal static class ChainMac
{
    public static string Digest(IEnumerable<string> macs)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var mac in macs)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(mac));
        }

        return Base64Url.EncodeToString(hash.GetHashAndReset());
    }

    public static string OfSeal(EventKey key, EventSeal seal, string? before) => MacContent.Begin()
        .Add("seal").Add(seal.Writer).Add(seal.Number).Add(seal.CreatedAt).Add(seal.Sequences).Add(seal.Digest).Add(before).Mac(key);

    public static string OfHead(EventKey key, EventWriter writer, string? last) => MacContent.Begin()
        .Add("head").Add(writer.Id).Add(writer.Name).Add(writer.StartedAt).Add(writer.Seals).Add(last).Add(writer.StoppedAt).Mac(key);

    /// <param name="key">The secret.</param>
    /// <param name="seal">Whose events were deleted.</param>
    /// <param name="closesBeginning">Every seal before it is pruned too: they may be gone, and the chain begins here.</param>
    public static string OfPruning(EventKey key, EventSeal seal, bool closesBeginning) => MacContent.Begin()
        .Add("pruned").Add(seal.Writer).Add(seal.Number).Add(seal.Mac).Add(seal.PrunedAt).Add(closesBeginning ? 1 : 0).Mac(key);
}
