using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.LoginFactor;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.Passkeys;

/// <summary>The page on which a person signs in by a passkey: without a name, without a password, and with two factors in one touch.</summary>
internal sealed class PasskeyLoginModel(PasskeyCeremonies ceremonies, PasskeyCheck check, BrowserSignIn signIn, DeviceCookie devices, ClientRegistry registry) : PageModel
{
    [BindProperty(Name = "returnUrl", SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public bool RememberMe { get; set; }

    /// <summary>What the browser needs.</summary>
    public PasskeyChallenge? Question { get; set; }

    /// <summary>The client that sent the person here, if one did.</summary>
    public string? ClientName { get; set; }

    /// <summary>Why the last try failed, in words for the person.</summary>
    public string? Error { get; set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Question = await ceremonies.BeginUsingAsync(HttpContext, null);
        ClientName = (await LoginSteps.ClientAsync(registry, ReturnUrl, cancellationToken))?.Name;
    }

    public async Task<IActionResult> OnPostAsync(string? state, string? credential, CancellationToken cancellationToken)
    {
        var before = await SessionCookie.FindAsync(HttpContext);
        var device = devices.TryRead(HttpContext, out var known) ? known : DeviceCookie.NewId();
        BrowserStart? start = null;
        var attempt = new PasskeyAttempt(HttpContext, SignInPath.Passkey, state, credential) { ClientId = (await LoginSteps.ClientAsync(registry, ReturnUrl, cancellationToken))?.ClientId };
        var result = await check.CheckAsync(
            attempt,
            proof =>
            {
                var pending = new PendingSignIn(proof.User.Id, proof.User.SecurityStamp, device, RememberMe, NeedsSetUp: false);
                start = signIn.Begin(proof.User, pending, before, HttpContext, proof.Amr);
                return signIn.Consequences(start, proof.Done, HttpContext, SignInPath.Passkey);
            },
            cancellationToken);
        if (result is not PasskeyResult.Accepted accepted)
        {
            await OnGetAsync(cancellationToken);
            Error = result.Explain();
            return new PageResult { StatusCode = result is PasskeyResult.TooMany ? StatusCodes.Status429TooManyRequests : null };
        }

        await signIn.FinishAsync(start!, accepted.Touched[0] == 1, HttpContext);
        return LoginSteps.GoOn(HttpContext, ReturnUrl, (await LoginSteps.ClientAsync(registry, ReturnUrl, cancellationToken))?.Name);
    }
}
