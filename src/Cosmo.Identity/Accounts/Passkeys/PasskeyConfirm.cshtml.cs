using Cosmo.Identity.Accounts.Overview;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Accounts.StepUp;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.Passkeys;

/// <summary>The page that asks for a passkey on the way to a dangerous one, in place of password and code.</summary>
[SignedIn]
internal sealed class PasskeyConfirmModel(PasskeyCeremonies ceremonies, PasskeyCheck check, TimeProvider clock) : PageModel
{
    [BindProperty(Name = ConfirmModel.ReturnParameter, SupportsGet = true)]
    public string? Return { get; set; }

    /// <summary>What the browser needs.</summary>
    public PasskeyChallenge? Question { get; set; }

    /// <summary>Why the last try failed, in words for the person.</summary>
    public string? Error { get; set; }

    private BrowserSession Session => BrowserSession.Of(HttpContext);

    public async Task OnGetAsync() => Question = await ceremonies.BeginUsingAsync(HttpContext, Session.UserId);

    public async Task<IActionResult> OnPostAsync(string? state, string? credential, CancellationToken cancellationToken)
    {
        var (session, secret) = (Session, SessionSignIn.NewSecret());
        var result = await check.CheckAsync(
            new PasskeyAttempt(HttpContext, SignInPath.Confirmation, state, credential) { SessionId = session.Id },
            // A passkey of another account, answering a challenge of the login page, confirms nothing.
            proof => proof.User.Id == session.UserId
                ? new FactorConsequences(
                    [SessionStatements.Confirm(session, SessionSignIn.Hash(secret), proof.Amr, clock.GetUtcNow()).OnlyIf(proof.Done)],
                    [Confirmed(session, proof.Amr)])
                : new FactorConsequences([], []),
            cancellationToken);
        if (result is not PasskeyResult.Accepted { Touched: [var touched] })
        {
            await OnGetAsync();
            Error = result is PasskeyResult.TooMany ? result.Explain() : PasskeyTexts.Refused;
            return new PageResult { StatusCode = result is PasskeyResult.TooMany ? StatusCodes.Status429TooManyRequests : null };
        }

        // Where another tab was faster, the browser has that one's cookie.
        if (touched == 1)
        {
            await SessionCookie.RenewAsync(HttpContext, session, secret);
        }

        return ConfirmModel.GoOn(Return);
    }

    private SecurityEvent Confirmed(BrowserSession session, string amr)
    {
        var fact = SecurityEvent.Of(SecurityEventType.Reauthenticated, HttpContext);
        fact.SubjectId = session.UserId;
        fact.SessionId = session.Id;
        fact.Details = EventDetails.Of(("path", SignInEvents.NameOf(SignInPath.Confirmation)), ("amr", amr.Split(' ')));
        return fact;
    }
}
