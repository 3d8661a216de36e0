using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.Passkeys;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.LoginFactor;

/// <summary>The page after the password, for whoever has a second factor: a code of their app, or a recovery code. No session is there before it.</summary>
internal sealed class FactorModel(PendingSignIns waiting, BrowserSignIn signIn, FactorCheck codes, RememberedDevices remembered, ClientRegistry registry, Database database) : PageModel
{
    [BindProperty(Name = "returnUrl", SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    /// <summary>Whether to spare this browser codes from now on.</summary>
    [BindProperty]
    public bool Remember { get; set; }

    /// <summary>Whose password was right.</summary>
    public string UserName { get; set; } = "";

    /// <summary>Whether they may use a passkey instead.</summary>
    public bool HasPasskey { get; set; }

    /// <summary>Why the last try failed, in words for the person.</summary>
    public string? Error { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await waiting.FindAsync(HttpContext, cancellationToken) is not ({ } pending, { } user))
        {
            return LoginSteps.Again(ReturnUrl);
        }

        UserName = user.UserName;
        HasPasskey = await database.ReadFirstAsync(PasskeyStatements.AnyOfUser(user.Id), _ => true, cancellationToken);
        return pending.NeedsSetUp ? LoginSteps.SetUp(ReturnUrl) : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await waiting.FindAsync(HttpContext, cancellationToken) is not ({ NeedsSetUp: false } pending, { } user))
        {
            return LoginSteps.Again(ReturnUrl);
        }

        var client = await LoginSteps.ClientAsync(registry, ReturnUrl, cancellationToken);
        var start = signIn.Begin(user, pending, await SessionCookie.FindAsync(HttpContext), HttpContext);
        var memory = signIn.Remember(user, HttpContext);
        var attempt = new FactorAttempt(HttpContext, SignInPath.Page, user, Code)
        {
            ClientId = client?.ClientId,
            DeviceHash = DeviceHash.OfBrowser(pending.DeviceId),
        };
        var result = await codes.CheckAsync(attempt, done => Consequences(start, done, memory.Statement), cancellationToken);
        Code = null;
        if (result is not FactorResult.Accepted accepted)
        {
            (UserName, Error) = (user.UserName, result.Explain());
            return new PageResult { StatusCode = result is FactorResult.TooMany ? StatusCodes.Status429TooManyRequests : null };
        }

        await signIn.FinishAsync(start, accepted.Touched[0] == 1, HttpContext);
        if (Remember)
        {
            remembered.Give(HttpContext, user.Id, memory.Secret);
        }

        return LoginSteps.GoOn(HttpContext, ReturnUrl, client?.Name);
    }

    private FactorConsequences Consequences(BrowserStart start, EventCondition done, SqlStatement remember)
    {
        var session = signIn.Consequences(start, done, HttpContext);
        return Remember ? session with { Statements = [.. session.Statements, remember.OnlyIf(done)] } : session;
    }
}
