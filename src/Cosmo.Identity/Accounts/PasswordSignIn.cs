using Cosmo.Identity.Data;
using Cosmo.Identity.Passwords;

namespace Cosmo.Identity.Accounts;

/// <summary>The one place that checks a password, for the page and for the grant alike. An unknown user costs the same work as a wrong password.</summary>
internal sealed class PasswordSignIn(Database database, PasswordHashing hashing)
{
    private const string Rehash = "UPDATE users SET password_hash = $1 WHERE id = $2 AND password_hash = $3";

    /// <exception cref="HashingBusyException">Too many passwords wait to be checked; this one was not.</exception>
    /// <exception cref="DatabaseUnavailableException">The user could not be looked up.</exception>
    public async Task<PasswordSignInResult> CheckAsync(string? userName, string? password, CancellationToken cancellationToken)
    {
        var user = UserNames.Canonical(userName) is { } name
            ? await database.ReadFirstAsync(UserRecord.ByName(name), UserRecord.Read, cancellationToken)
            : null;
        var verification = await hashing.VerifyAsync(user?.PasswordHash, password ?? "", cancellationToken);
        if (user is null || user.IsDisabled || verification == PasswordVerification.Failed)
        {
            return new PasswordSignInResult.Refused();
        }

        if (verification == PasswordVerification.SuccessRehashNeeded)
        {
            var hash = await hashing.HashAsync(password!, cancellationToken);
            await database.ExecuteAsync([new SqlStatement(Rehash, hash, user.Id, user.PasswordHash)], cancellationToken);
        }

        return new PasswordSignInResult.Succeeded(user);
    }
}

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
}
