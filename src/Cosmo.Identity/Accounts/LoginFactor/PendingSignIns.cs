using Cosmo.Identity.Data;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.LoginFactor;

/// <summary>
/// What a browser holds between a right password and the code: a sealed cookie for ten minutes. It stands for the password and nothing
/// more, and no longer than the credentials are what they were.
/// </summary>
internal sealed class PendingSignIns(IDataProtectionProvider protection, Database database, Issuer issuer, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly Sealed<PendingSignIn> seal = new(protection, "pending-sign-in", clock);
    private readonly OwnCookie cookie = new(issuer, "cosmo-pending");

    public void Give(HttpContext context, PendingSignIn pending) => cookie.Give(context, seal.Close(pending, Lifetime), Lifetime);

    /// <summary>Whose sign-in waits in this browser, as they are now; null where none does, or the account has changed since.</summary>
    public async ValueTask<(PendingSignIn Pending, UserRecord User)?> FindAsync(HttpContext context, CancellationToken cancellationToken) =>
        seal.Open(cookie.Read(context)) is { } pending
        && await database.ReadFirstAsync(UserRecord.ById(pending.UserId), UserRecord.Read, cancellationToken) is { IsDisabled: false } user
        && user.SecurityStamp == pending.SecurityStamp
            ? (pending, user)
            : null;

    /// <summary>It has served.</summary>
    public void Forget(HttpContext context) => cookie.Forget(context);
}

/// <summary>A sign-in that waits for its second factor.</summary>
/// <param name="UserId">Whose password was right.</param>
/// <param name="SecurityStamp">Under which credentials.</param>
/// <param name="DeviceId">The browser, see <see cref="Lockout.DeviceCookie"/>.</param>
/// <param name="RememberMe">Whether they want to stay signed in.</param>
/// <param name="NeedsSetUp">They have no factor yet, and need one.</param>
internal sealed record PendingSignIn(Guid UserId, string SecurityStamp, string DeviceId, bool RememberMe, bool NeedsSetUp);
