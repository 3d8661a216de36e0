namespace Cosmo.Identity.Accounts;

/// <summary>What came of a password check.</summary>
internal abstract record PasswordSignInResult
{
    private PasswordSignInResult()
    {
    }

    /// <summary>The person is who they say.</summary>
    internal sealed record Succeeded(UserRecord User) : PasswordSignInResult;

    /// <summary>The password was right, and the person's second factor is still to come: nothing has begun yet.</summary>
    internal sealed record FactorMissing(UserRecord User) : PasswordSignInResult;

    /// <summary>The password was right, but the person must set up a second factor first.</summary>
    internal sealed record SetUpMissing(UserRecord User) : PasswordSignInResult;

    /// <summary>No; on purpose it does not say why.</summary>
    internal sealed record Refused : PasswordSignInResult;

    /// <summary>One try too many; the password was not looked at, and headers say when to come back.</summary>
    internal sealed record TooMany : PasswordSignInResult;
}
