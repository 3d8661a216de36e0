using Cosmo.Identity.Accounts.Overview;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Accounts.StepUp;
using Cosmo.Identity.Data;
using Cosmo.Identity.Layout;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.Factors;

/// <summary>The page on which a person who is signed in sets up an authenticator app; it counts once a first code proves that the app has the secret.</summary>
[SignedIn]
[NeedsFreshProof]
internal sealed class SetUpModel(Database database, SecondFactors factors, FactorSetup setup, TimeProvider clock) : PageModel
{
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

    private BrowserSession Session => BrowserSession.Of(HttpContext);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (Session.HasFactor || !factors.AreOffered)
        {
            return new SeeOther("/account/factors");
        }

        (Offer, EndOthers) = (setup.Offer(await UserRecord.BehindAsync(Session, database, cancellationToken)), true);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!factors.AreOffered)
        {
            return new SeeOther("/account/factors");
        }

        var (user, session, secret) = (await UserRecord.BehindAsync(Session, database, cancellationToken), Session, SessionSignIn.NewSecret());
        var result = await setup.AddAsync(HttpContext, user, new SetupForm(Ticket, Code, EndOthers), session, (added, owner) => new FactorConsequences(
            [
                SessionStatements.Strengthen(session, owner.SecurityStamp, SessionSignIn.Hash(secret), AuthenticationMethods.PasswordAndCode, clock.GetUtcNow()).OnlyIf(added),
            ],
            []));
        switch (result)
        {
            case SetupResult.Added added:
                await SessionCookie.RenewAsync(HttpContext, session, secret);
                Codes = added.Codes;
                return Page();
            case SetupResult.WrongCode:
                (Offer, Error) = (setup.OfferAgain(user, Ticket), SetUpTexts.WrongCode);
                return Page();
            default:
                (Offer, Error) = (setup.Offer(user), SetUpTexts.Stale);
                return new PageResult { StatusCode = StatusCodes.Status409Conflict };
        }
    }
}
