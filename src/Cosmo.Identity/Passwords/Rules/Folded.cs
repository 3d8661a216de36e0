using Cosmo.Identity.Unicode;

namespace Cosmo.Identity.Passwords.Rules;

/// <summary>Text in the form in which passwords are compared with lists: NFKC, lower case. No password is stored or checked in it.</summary>
internal static class Folded
{
    /// <summary>What the normalisation does not know is folded as it is.</summary>
    public static string Of(string text) => (Nfkc.Normalize(text) ?? text).ToLowerInvariant();
}
