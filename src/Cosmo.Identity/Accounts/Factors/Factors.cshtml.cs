using Cosmo.Identity.Accounts.Overview;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Accounts.StepUp;
using Cosmo.Identity.Data;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.Factors;

/// <summary>The page on which a person sees their second factor, and takes it, its recovery codes or its remembered devices away (ASVS 6.5.6, 7.5.1; MFA-08).</summary>
[SignedIn]
[NeedsFreshProof]
internal sealed class FactorsModel(Database database, SecondFactors factors, FactorSetup setup, RememberedDevices devices) : PageModel
{
    private const string Here = "/account/factors";

    /// <summary>What was just done, as the page before said it.</summary>
    [BindProperty(Name = "done", SupportsGet = true)]
    public string? Done { get; set; }

    /// <summary>The same in words.</summary>
    public string? Notice => Done switch
    {
        "removed" => FactorsTexts.Removed,
        "forgotten" => FactorsTexts.Forgotten,
        "device-forgotten" => FactorsTexts.OneForgotten,
        _ => null,
    };

    /// <summary>Whether this server offers second factors.</summary>
    public bool AreOffered => factors.AreOffered;

    /// <summary>The person's app; null where they have none.</summary>
    public FactorRecord? Factor { get; set; }

    /// <summary>Where no code is asked for.</summary>
    public IReadOnlyList<RememberedView> Remembered { get; set; } = [];

    /// <summary>New recovery codes, shown once.</summary>
    public IReadOnlyList<string>? Codes { get; set; }

    private BrowserSession Session => BrowserSession.Of(HttpContext);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Factor = await database.ReadFirstAsync(FactorRecord.Of(Session.UserId), FactorRecord.Read, cancellationToken);
        Remembered = await devices.OfAsync(HttpContext, Session.UserId, cancellationToken);
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken cancellationToken)
    {
        if (await setup.RemoveAsync(HttpContext, await UserRecord.BehindAsync(Session, database, cancellationToken), Session) is not { } secret)
        {
            return new SeeOther(Here);
        }

        await SessionCookie.RenewAsync(HttpContext, Session, secret);
        return new SeeOther(Here + "?done=removed");
    }

    public async Task<IActionResult> OnPostRenewAsync(CancellationToken cancellationToken)
    {
        if (await setup.RenewCodesAsync(HttpContext, await UserRecord.BehindAsync(Session, database, cancellationToken), Session) is not { } renewed)
        {
            return new SeeOther(Here);
        }

        await SessionCookie.RenewAsync(HttpContext, Session, renewed.Secret);
        Codes = renewed.Codes;
        return Page();
    }

    public async Task<IActionResult> OnPostForgetAsync(CancellationToken cancellationToken)
    {
        await devices.ForgetAllAsync(HttpContext, Session, cancellationToken);
        return new SeeOther(Here + "?done=forgotten");
    }

    /// <summary>Another person's device is answered like one that never was.</summary>
    public async Task<IActionResult> OnPostForgetOneAsync(Guid id, CancellationToken cancellationToken) =>
        await devices.ForgetAsync(HttpContext, Session, id, cancellationToken) ? new SeeOther(Here + "?done=device-forgotten") : NotFound();
}
