using Cosmo.Identity.Accounts.Overview;
using Cosmo.Identity.Accounts.StepUp;
using Cosmo.Identity.Data;
using Cosmo.Identity.Layout;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.Passkeys;

/// <summary>The page on which a person sees their passkeys, adds one, names them and takes them away (ASVS 6.5.6, 7.5.1; MFA-08).</summary>
[SignedIn]
[NeedsFreshProof]
internal sealed class PasskeysModel(Database database, PasskeyCeremonies ceremonies, PasskeySetup setup) : PageModel
{
    private const string Here = "/account/passkeys";

    /// <summary>What was just done, as the page before said it.</summary>
    [BindProperty(Name = "done", SupportsGet = true)]
    public string? Done { get; set; }

    /// <summary>The same in words.</summary>
    public string? Notice => Done switch
    {
        "added" => PasskeysTexts.Added,
        "renamed" => PasskeysTexts.Renamed,
        "removed" => PasskeysTexts.Removed,
        _ => null,
    };

    public IReadOnlyList<PasskeyRecord> Passkeys { get; set; } = [];

    /// <summary>What the browser needs to make another one; null where the person has as many as may be.</summary>
    public PasskeyChallenge? Question { get; set; }

    /// <summary>Why the last try failed, in words for the person.</summary>
    public string? Error { get; set; }

    /// <summary>What the next one may be called.</summary>
    public string Suggestion { get; set; } = "";

    private BrowserSession Session => BrowserSession.Of(HttpContext);

    public Task OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAddAsync(string? name, string? state, string? credential, CancellationToken cancellationToken)
    {
        if (NameOf(name) is not { } chosen)
        {
            return await RefuseAsync(PasskeysTexts.BadName, cancellationToken);
        }

        return await setup.AddAsync(HttpContext, await UserRecord.BehindAsync(Session, database, cancellationToken), Session, chosen, state, credential) is null
            ? await RefuseAsync(PasskeysTexts.NotAdded, cancellationToken)
            : new SeeOther(Here + "?done=added");
    }

    public async Task<IActionResult> OnPostRenameAsync(Guid id, string? name, CancellationToken cancellationToken)
    {
        if (NameOf(name) is not { } chosen)
        {
            return await RefuseAsync(PasskeysTexts.BadName, cancellationToken);
        }

        return (await database.ExecuteAsync([PasskeyStatements.Rename(id, Session.UserId, chosen)], cancellationToken))[0] == 1
            ? new SeeOther(Here + "?done=renamed")
            : NotFound();
    }

    /// <summary>Another person's passkey is answered like one that never was.</summary>
    public async Task<IActionResult> OnPostRemoveAsync(Guid id, CancellationToken cancellationToken) =>
        await setup.RemoveAsync(HttpContext, await UserRecord.BehindAsync(Session, database, cancellationToken), Session, id, cancellationToken) ? new SeeOther(Here + "?done=removed") : NotFound();

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        var user = await UserRecord.BehindAsync(Session, database, cancellationToken);
        Passkeys = await database.ReadAllAsync(PasskeyStatements.OfUser(user.Id), PasskeyRecord.Read, cancellationToken);
        Question = Passkeys.Count < PasskeyStatements.MostOfUser ? await ceremonies.BeginAddingAsync(HttpContext, user, Passkeys) : null;
        Suggestion = NameOf(Requests.RequestOrigin.Of(HttpContext).Device.OperatingSystem) ?? "";
    }

    private async Task<IActionResult> RefuseAsync(string error, CancellationToken cancellationToken)
    {
        Error = error;
        await ShowAsync(cancellationToken);
        return new PageResult { StatusCode = StatusCodes.Status400BadRequest };
    }

    /// <summary>The name as it is kept; null where it is empty, too long or unprintable.</summary>
    private static string? NameOf(string? typed) =>
        typed?.Trim() is { Length: > 0 and <= Passkey.LongestName } name && SafeText.Cut(name, Passkey.LongestName) == name ? name : null;
}
