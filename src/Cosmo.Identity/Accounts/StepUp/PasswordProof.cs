using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.StepUp;

/// <summary>Lets a person who is signed in prove by their password that it is still they, with the limits, locks and events of every sign-in.</summary>
internal sealed class PasswordProof(PasswordSignIn passwords, DeviceCookie devices)
{
    /// <inheritdoc cref="CheckAsync(HttpContext, BrowserSession, string?, bool, CancellationToken)"/>
    public Task<PasswordSignInResult> CheckAsync(HttpContext http, BrowserSession session, string? password, CancellationToken cancellationToken) =>
        CheckAsync(http, session, password, factorFollows: false, cancellationToken);

    /// <param name="http">The request.</param>
    /// <param name="session">Whose password: no form says it, so no form can say somebody else's (V063).</param>
    /// <param name="password">What was typed.</param>
    /// <param name="factorFollows">The page asks for a code as well: the password alone is no proof, and says so in the events.</param>
    /// <param name="cancellationToken">Gives up before a password is checked.</param>
    public async Task<PasswordSignInResult> CheckAsync(
        HttpContext http, BrowserSession session, string? password, bool factorFollows, CancellationToken cancellationToken)
    {
        var device = devices.TryRead(http, out var known) ? known : DeviceCookie.NewId();
        var attempt = new SignInAttempt(http, SignInPath.Confirmation, session.UserName, password)
        {
            DeviceHash = DeviceHash.OfBrowser(device),
            Session = session,
            FactorFollows = factorFollows,
        };
        var result = await passwords.CheckAsync(attempt, cancellationToken);
        var user = result switch
        {
            PasswordSignInResult.Succeeded succeeded => succeeded.User,
            PasswordSignInResult.FactorMissing missing => missing.User,
            _ => null,
        };
        if (user is null)
        {
            return result;
        }

        if (!factorFollows)
        {
            devices.Give(http, device);
        }

        // The name may have gone to somebody else in this moment.
        return user.Id == session.UserId ? result : new PasswordSignInResult.Refused();
    }
}
