namespace Cosmo.Identity.Passwords.Rules;

/// <summary>What guessers know of the person who sets a password. Null and empty texts do no harm.</summary>
/// <param name="UserName">The user name.</param>
/// <param name="Email">The e-mail address; its domain is often the name of a company, which counts as well.</param>
/// <param name="Names">Full name, given name, nickname and the like.</param>
internal sealed record PasswordContext(string? UserName, string? Email, params IReadOnlyList<string?> Names)
{
    /// <summary>Of nobody: what the service itself is called counts all the same.</summary>
    public static PasswordContext Nobody { get; } = new(null, null);
}
