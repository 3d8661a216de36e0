using System.Globalization;
using Microsoft.IdentityModel.Tokens;

namespace Cosmo.Identity.Keys;

/// <summary>What the name of a key file says: the algorithm, and from when the key signs. A name by hand may have no date.</summary>
internal static class KeyName
{
    /// <summary>Of what is not read, because it was retired; what comes after it is the old name.</summary>
    public const string RetiredPrefix = "retired-";

    public const string Extension = ".pem";

    private const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";

    public static IReadOnlyList<string> Algorithms { get; } = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256];

    public static string PrefixOf(string algorithm) => algorithm == SecurityAlgorithms.EcdsaSha256 ? KeyFiles.Es256Prefix : KeyFiles.Rs256Prefix;

    /// <summary>The name of a key that signs from this second on.</summary>
    public static string Of(string algorithm, DateTimeOffset signsFrom) =>
        PrefixOf(algorithm) + signsFrom.UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture) + Extension;

    /// <summary>The date in the name; null where there is none that can be read.</summary>
    public static DateTimeOffset? DateOf(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file.AsSpan());
        return DateTimeOffset.TryParseExact(
            name[Math.Min(name.Length, KeyFiles.Es256Prefix.Length)..], DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
    }
}
