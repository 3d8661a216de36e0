using System.Globalization;
using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Accounts.Care;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Threats;
using Cosmo.Identity.Admin.Users;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Sessions.Care;
using Cosmo.Identity.Threats.Addresses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Addresses;

/// <summary>
/// The page on which one thing is done to several accounts that an address hit: those it got into are chosen already. Each account is a
/// transaction with its own events; asked again after a failure, what was done already is left as it is.
/// </summary>
[Dangerous]
internal sealed class ActOnAccountsModel(AddressReader addresses, AccountNames names, AccountCare care, SessionCare sessions) : PageModel
{
    public NetworkName Name { get; private set; } = null!;

    public UserAct Act { get; private set; } = null!;

    /// <summary>The accounts to choose from, and whether each is chosen.</summary>
    public IReadOnlyList<HitAccount> Accounts { get; private set; } = [];

    /// <summary>Which ones, by their subjects.</summary>
    [BindProperty(Name = "account")]
    public IReadOnlyList<Guid> Chosen { get; set; } = [];

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>What is wrong with the order, in words.</summary>
    public string? Error { get; private set; }

    /// <summary>Whether it is the reason that is wrong.</summary>
    public bool IsReasonWrong { get; private set; }

    /// <summary>Whom it was not done to, and why.</summary>
    public IReadOnlyList<(string User, string Why)> Refused { get; private set; } = [];

    /// <summary>How many it was done to, where others were refused.</summary>
    public int Done { get; private set; }

    private Administrator Who => Administrator.Of(HttpContext);

    public async Task<IActionResult> OnGetAsync(string address, string act, CancellationToken cancellationToken)
    {
        if (!await FindAsync(address, act, cancellationToken))
        {
            return NotFound();
        }

        var all = Request.Query["all"] == "1";
        Accounts = [.. Accounts.Select(account => account with { IsChosen = (all || account.Seen.SignIns > 0) && account.Seen.Subject != Who.UserId })];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string address, string act, CancellationToken cancellationToken)
    {
        if (!await FindAsync(address, act, cancellationToken))
        {
            return NotFound();
        }

        var order = HttpContext.Order(Reason);
        List<Guid> chosen = [.. Chosen.Distinct()];
        Accounts = [.. Accounts.Select(account => account with { IsChosen = chosen.Contains(account.Seen.Subject) })];
        Error = Refusal.OfReason(Reason, isRequired: true);
        IsReasonWrong = Error is not null;
        Error ??= chosen.Count == 0 ? ThreatTexts.ChooseAccounts : chosen.Count > AddressReader.MostNamed || !ModelState.IsValid ? ThreatTexts.TooManyAccounts : null;
        if (Error is not null)
        {
            return new PageResult { StatusCode = StatusCodes.Status400BadRequest };
        }

        // Whoever was hit when the page was opened may have been pushed off the list since.
        var known = await names.OfAsync(chosen.Select(subject => (Guid?)subject), cancellationToken);
        List<(string, string)> refused = [];
        foreach (var subject in chosen)
        {
            var result = await Act.Do(new UserActServices(care, sessions), order, subject, cancellationToken);
            if ((result is CareResult.Unknown ? ThreatTexts.NoSuchAccount : Refusal.Of(result)) is { } why)
            {
                refused.Add((known.GetValueOrDefault(subject) ?? subject.ToString(), why));
            }
        }

        if (refused.Count == 0)
        {
            return new SeeOther(string.Create(CultureInfo.InvariantCulture, $"{AddressPath.Of(Name)}?done={Act.Name}&count={chosen.Count}"));
        }

        (Refused, Done) = (refused, chosen.Count - refused.Count);
        return new PageResult { StatusCode = StatusCodes.Status409Conflict };
    }

    private async Task<bool> FindAsync(string address, string act, CancellationToken cancellationToken)
    {
        if (AddressPath.Parse(address) is not { } name || UserAct.Find(act) is not { IsForMany: true } known)
        {
            return false;
        }

        (Name, Act) = (name, known);
        var hit = (await addresses.ReadAsync(name, cancellationToken)).Accounts;
        var users = await names.OfAsync(hit.Select(account => (Guid?)account.Subject), cancellationToken);
        // Events outlive the account that they are about.
        Accounts = [.. hit.Where(account => users.ContainsKey(account.Subject)).Select(account => new HitAccount(account, users[account.Subject], IsChosen: false))];
        return true;
    }
}

/// <summary>An account that an address hit.</summary>
/// <param name="Seen">What it did to it.</param>
/// <param name="User">Whose it is.</param>
/// <param name="IsChosen">Whether something is to be done to it.</param>
internal sealed record HitAccount(SeenAccount Seen, string User, bool IsChosen);
