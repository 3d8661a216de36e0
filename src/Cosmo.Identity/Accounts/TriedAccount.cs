using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.Accounts;

/// <summary>The account that one try is for: read when somebody first asks, and once, however many rules ask.</summary>
internal sealed class TriedAccount(SignInAttempt attempt, Database database, KnownDevices devices)
{
    private UserRecord? user;
    private bool isRead;
    private bool? isOnKnownDevice;

    /// <summary>The name as accounts are looked up by; null where what was typed is none.</summary>
    public string? Name { get; } = UserNames.Canonical(attempt.UserName);

    /// <summary>Whose it is; null when there is no such account.</summary>
    /// <exception cref="DatabaseUnavailableException">The user could not be looked up.</exception>
    public async ValueTask<UserRecord?> UserAsync(CancellationToken cancellationToken)
    {
        if (!isRead)
        {
            user = Name is null ? null : await database.ReadFirstAsync(UserRecord.ByName(Name), UserRecord.Read, cancellationToken);
            isRead = true;
        }

        return user;
    }

    /// <summary>Whether the try comes from a device on which this account has signed in before.</summary>
    /// <exception cref="DatabaseUnavailableException">It could not be told.</exception>
    public async ValueTask<bool> IsOnKnownDeviceAsync(CancellationToken cancellationToken) => isOnKnownDevice ??=
        attempt.DeviceHash is { } device && await UserAsync(cancellationToken) is { } owner && await devices.KnowsAsync(owner.Id, device, cancellationToken);
}
