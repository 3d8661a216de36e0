using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cosmo.Identity.Accounts.Passkeys;

/// <summary>
/// What ASP.NET Core Identity's passkey handler may look up in one ceremony: one person and the passkeys that were read for it. The
/// handler takes every exception for a bad credential, so no database stands behind it.
/// </summary>
internal sealed class PasskeyLookup(Guid userId, IReadOnlyList<UserPasskeyInfo> passkeys) : IUserPasskeyStore<User>
{
    private readonly User user = new() { Id = userId };

    /// <summary>The manager that the handler asks.</summary>
    public UserManager<User> ToManager() => new(this, null!, null!, null!, null!, null!, null!, null!, NullLogger<UserManager<User>>.Instance);

    public Task<User?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult(string.Equals(userId, user.Id.ToString(), StringComparison.Ordinal) ? user : null);

    public Task<string> GetUserIdAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString());

    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(User user, CancellationToken cancellationToken) => Task.FromResult<IList<UserPasskeyInfo>>([.. passkeys]);

    public Task<UserPasskeyInfo?> FindPasskeyAsync(User user, byte[] credentialId, CancellationToken cancellationToken) => Task.FromResult(Find(credentialId));

    public Task<User?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) => Task.FromResult(Find(credentialId) is null ? null : user);

    public void Dispose()
    {
        // Nothing is held.
    }

    private UserPasskeyInfo? Find(byte[] credentialId) => passkeys.FirstOrDefault(passkey => passkey.CredentialId.AsSpan().SequenceEqual(credentialId));

    // The handler only reads.
    Task IUserPasskeyStore<User>.AddOrUpdatePasskeyAsync(User user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IUserPasskeyStore<User>.RemovePasskeyAsync(User user, byte[] credentialId, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<string?> IUserStore<User>.GetUserNameAsync(User user, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IUserStore<User>.SetUserNameAsync(User user, string? userName, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<string?> IUserStore<User>.GetNormalizedUserNameAsync(User user, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IUserStore<User>.SetNormalizedUserNameAsync(User user, string? normalizedName, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<User?> IUserStore<User>.FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<IdentityResult> IUserStore<User>.CreateAsync(User user, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<IdentityResult> IUserStore<User>.UpdateAsync(User user, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<IdentityResult> IUserStore<User>.DeleteAsync(User user, CancellationToken cancellationToken) => throw new NotSupportedException();
}
