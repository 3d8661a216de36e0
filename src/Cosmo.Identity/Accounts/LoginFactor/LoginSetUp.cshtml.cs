using Cosmo.Identity.Accounts.Factors;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.LoginFactor;

/// <summary>The page after the password, for whoever must have a second factor and has none: no session is there before one is set up.</summary>
internal sealed class LoginSetUpModel(PendingSignIns waiting, BrowserSignIn signIn, FactorSetup setup) : PageModel
{
    [BindProperty(Name = "returnUrl", SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string? Ticket { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    /// <summary>Whether to sign the person out everywhere else.</summary>
    [BindProperty]
    public bool EndOthers { get; set; }

    /// <summary>What goes into the app; null when it is there.</summary>
    public SetupOffer? Offer { get; set; }

    /// <summary>The recovery codes, shown once.</summary>
    public IReadOnlyList<string>? Codes { get; set; }

    /// <summary>Why the last try failed, in words for the person.</summary>
    public string? Error { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await waiting.FindAsync(HttpContext, cancellationToken) is not ({ } pending, { } user))
        {
            return LoginSteps.Again(ReturnUrl);
        }

        (Offer, EndOthers) = (setup.Offer(user), true);
        return pending.NeedsSetUp ? Page() : LoginSteps.Factor(ReturnUrl);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await waiting.FindAsync(HttpContext, cancellationToken) is not ({ NeedsSetUp: true } pending, { } user))
        {
            return LoginSteps.Again(ReturnUrl);
        }

        var before = await SessionCookie.FindAsync(HttpContext);
        BrowserStart? start = null;
        var result = await setup.AddAsync(HttpContext, user, new SetupForm(Ticket, Code, EndOthers), null, (added, owner) =>
        {
            // A session that is ended with the others cannot go on.
            start = signIn.Begin(owner, pending, EndOthers && before?.UserId == user.Id ? null : before, HttpContext);
            return signIn.Consequences(start, added, HttpContext);
        });
        switch (result)
        {
            case SetupResult.Added added:
                await signIn.FinishAsync(start!, isWritten: true, HttpContext);
                Codes = added.Codes;
                return Page();
            case SetupResult.WrongCode:
                (Offer, Error) = (setup.OfferAgain(user, Ticket), SetUpTexts.WrongCode);
                return Page();
            default:
                return LoginSteps.Again(ReturnUrl);
        }
    }
}
