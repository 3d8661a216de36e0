namespace Cosmo.Identity.Accounts;

/// <summary>What came of a password check.</summary>
internal abstract record PasswordSignInResult
{
    private PasswordSignInResult()
    {
    }

    /// <summary>The person is who they say.</summary>
    internal sealed record Succeeded(UserRecord User) : PasswordSignInResult;

    /// <summary>No; on purpose it does not say why.</summary>
    internal sealed record Refused : PasswordSignInResult;

    /// <summary>One try too many; the password was not looked at, and headers say when to come back.</summary>
    internal sealed record TooMany : PasswordSignInResult;
}
