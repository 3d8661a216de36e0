using System.Globalization;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Accounts.ApiKeys;

/// <summary>A key that a person wants, with everything in its one form.</summary>
/// <param name="Name">What they call it.</param>
/// <param name="Scopes">What it opens.</param>
/// <param name="Networks">From where; none for anywhere.</param>
/// <param name="ExpiresAt">Until when.</param>
internal sealed record ApiKeyDraft(string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string> Networks, DateTimeOffset ExpiresAt)
{
    public const int LongestName = 100;

    public const int MostNetworks = 20;

    private const int LongestScopes = 2000;

    private const int LongestNetworks = 1000;

    /// <summary>Judges a wish.</summary>
    /// <param name="name">As typed.</param>
    /// <param name="scopes">As chosen.</param>
    /// <param name="networks">As typed, one each.</param>
    /// <param name="expiresAt">As chosen.</param>
    /// <param name="available">What the person may choose from.</param>
    /// <param name="now">The instant.</param>
    /// <param name="longest">How long a key may be good.</param>
    /// <returns>A draft, or what is wrong.</returns>
    public static (ApiKeyDraft? Draft, ApiKeyFault? Fault) Of(
        string? name, IEnumerable<string> scopes, IEnumerable<string> networks, DateTimeOffset expiresAt, IReadOnlyCollection<string> available, DateTimeOffset now, TimeSpan longest)
    {
        var called = (name ?? "").Trim();
        if (called.Length is 0 or > LongestName || called.Any(IsUnseen))
        {
            return (null, ApiKeyFault.Name);
        }

        var chosen = scopes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (chosen.Count == 0)
        {
            return (null, ApiKeyFault.NoScope);
        }

        if (!chosen.TrueForAll(available.Contains) || string.Join(' ', chosen).Length > LongestScopes)
        {
            return (null, ApiKeyFault.Scope);
        }

        var where = new List<string>();
        foreach (var text in networks.Select(text => text.Trim()).Where(text => text.Length > 0))
        {
            if (Subnet.TryParse(text, out _) is not { } network)
            {
                return (null, ApiKeyFault.Network);
            }

            where.Add($"{network.BaseAddress}/{network.PrefixLength}");
        }

        if (where.Count > MostNetworks || string.Join(' ', where).Length > LongestNetworks)
        {
            return (null, ApiKeyFault.TooManyNetworks);
        }

        // Who chooses the longest on a page may send it a little later.
        return expiresAt <= now || expiresAt > now + longest + TimeSpan.FromMinutes(10)
            ? (null, ApiKeyFault.Expiry)
            : (new ApiKeyDraft(called, chosen, [.. where.Distinct(StringComparer.Ordinal)], expiresAt), null);
    }

    // A name stands on pages and in the audit trail: nothing in it may reorder or hide what stands beside.
    private static bool IsUnseen(char character) => CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}

/// <summary>What is wrong with a key that a person wants.</summary>
internal enum ApiKeyFault
{
    /// <summary>It has no name, or one that is too long or cannot be shown.</summary>
    Name,

    /// <summary>It opens nothing.</summary>
    NoScope,

    /// <summary>It shall open what there is not, or what this person may not give away.</summary>
    Scope,

    /// <summary>A network is none.</summary>
    Network,

    /// <summary>There are too many networks.</summary>
    TooManyNetworks,

    /// <summary>It ends in the past, or later than it may.</summary>
    Expiry,

    /// <summary>The person has as many keys as they may.</summary>
    TooMany,
}
