using Cosmo.Identity.Accounts.Care;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Admin.Users;

/// <summary>Which accounts an address asks for, on the page and in the API alike: <c>q</c> (the beginning of a name or an address, or a subject), <c>role</c>, <c>state</c>.</summary>
/// <param name="Filter">What is asked for; null where nobody can be meant.</param>
/// <param name="Faults">Parameters that mean nothing, with the reason in the language of the request.</param>
internal sealed record UserQuery(AccountFilter? Filter, IReadOnlyDictionary<string, string> Faults)
{
    private const int LongestText = 300;

    public static UserQuery Read(IQueryCollection query)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        AccountFilter? filter = new AccountFilter { Role = Text("role") };
        if (Text("state") is { } state)
        {
            if (StateOf(state) is { } known)
            {
                filter = filter with { State = known };
            }
            else
            {
                faults["state"] = UserTexts.BadState;
            }
        }

        if (Text("q") is { } text)
        {
            filter = filter.WithText(text);
            if (filter is null)
            {
                faults["q"] = UserTexts.BadText;
            }
        }

        return new UserQuery(filter, faults);

        string? Text(string name) => query[name] is [{ } given] && !string.IsNullOrWhiteSpace(given) ? given.Length > LongestText ? given[..LongestText] : given : null;
    }

    /// <summary>The word of a state in addresses and in the API.</summary>
    public static string WordOf(AccountState state) => state.ToString().ToLowerInvariant();

    private static AccountState? StateOf(string text) =>
        Enum.GetValues<AccountState>().Where(state => WordOf(state).Equals(text, StringComparison.OrdinalIgnoreCase)).Select(state => (AccountState?)state).FirstOrDefault();
}
