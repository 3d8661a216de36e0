using System.Text.RegularExpressions;

namespace Cosmo.Identity.Accounts.Care;

/// <summary>What a role may be called: tokens carry the names, and lists of them are parted by blanks.</summary>
internal static partial class RoleNames
{
    /// <summary>Whether it is one: up to 100 letters, digits and . _ : -</summary>
    public static bool IsOne(string name) => Form().IsMatch(name);

    [GeneratedRegex(@"^[A-Za-z0-9._:-]{1,100}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
