using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.Overview;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Layout;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.StepUp;

/// <summary>
/// The page that asks for the password again on the way to a dangerous one, and for a code of whoever has a second factor; the proof is kept
/// with the session, so it holds on every node.
/// </summary>
[SignedIn]
internal sealed class ConfirmModel(PasswordProof proof, SecondFactors factors, FactorCheck codes, DeviceCookie devices, UserSessions sessions, TimeProvider clock) : PageModel
{
    /// <summary>The parameter that says where the person goes on to.</summary>
    public const string ReturnParameter = "return";

    [BindProperty(Name = ReturnParameter, SupportsGet = true)]
    public string? Return { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Six digits of the app, or a recovery code.</summary>
    [BindProperty]
    public string? Code { get; set; }

    /// <summary>Why the last try failed, in words for the person.</summary>
    public string? Error { get; set; }

    /// <summary>It was the code that failed.</summary>
    public bool IsCodeWrong { get; set; }

    public BrowserSession Session => BrowserSession.Of(HttpContext);

    /// <summary>Whether the page offers a passkey instead.</summary>
    public bool HasPasskey => Session.HasPasskey;

    /// <summary>Whether the page asks for a code.</summary>
    public bool AsksForCode => Session.HasFactor && factors.AreOffered;

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await proof.CheckAsync(HttpContext, Session, Password, AsksForCode, cancellationToken);
        Password = null;
        if (result is PasswordSignInResult.FactorMissing { User: var user })
        {
            return await ConfirmByCodeAsync(user, cancellationToken);
        }

        if (result is not PasswordSignInResult.Succeeded)
        {
            return Refuse(result.Explain(), isTooMany: result is PasswordSignInResult.TooMany);
        }

        var secret = SessionSignIn.NewSecret();
        // Where another tab was faster, the browser has that one's cookie.
        if (await sessions.ConfirmAsync(Session, SessionSignIn.Hash(secret), AuthenticationMethods.Password, cancellationToken))
        {
            await SessionCookie.RenewAsync(HttpContext, Session, secret);
        }

        return GoOn(Return);
    }

    private async Task<IActionResult> ConfirmByCodeAsync(UserRecord user, CancellationToken cancellationToken)
    {
        var (secret, session) = (SessionSignIn.NewSecret(), Session);
        var attempt = new FactorAttempt(HttpContext, SignInPath.Confirmation, user, Code)
        {
            SessionId = session.Id,
            DeviceHash = devices.TryRead(HttpContext, out var device) ? DeviceHash.OfBrowser(device) : null,
        };
        Code = null;
        var result = await codes.CheckAsync(
            attempt,
            done => new FactorConsequences(
                [SessionStatements.Confirm(session, SessionSignIn.Hash(secret), AuthenticationMethods.PasswordAndCode, clock.GetUtcNow()).OnlyIf(done)],
                [Confirmed(attempt)]),
            cancellationToken);
        if (result is not FactorResult.Accepted accepted)
        {
            IsCodeWrong = true;
            return Refuse(result.Explain(), isTooMany: result is FactorResult.TooMany);
        }

        if (accepted.Touched[0] == 1)
        {
            await SessionCookie.RenewAsync(HttpContext, session, secret);
        }

        return GoOn(Return);
    }

    private static SecurityEvent Confirmed(FactorAttempt attempt)
    {
        var fact = attempt.Describe(SecurityEventType.Reauthenticated);
        fact.Details = EventDetails.Of(("path", SignInEvents.NameOf(attempt.Path)), ("amr", AuthenticationMethods.PasswordAndCode.Split(' ')));
        return fact;
    }

    private PageResult Refuse(string error, bool isTooMany)
    {
        Error = error;
        return new PageResult { StatusCode = isTooMany ? StatusCodes.Status429TooManyRequests : null };
    }

    /// <summary>Never on to a client: Chromium applies form-action to every hop after a form.</summary>
    public static SeeOther GoOn(string? target) => new(ReturnTo.IsAuthorize(target) || ReturnTo.IsFrontPage(target) ? "/account" : ReturnTo.Safe(target));
}
