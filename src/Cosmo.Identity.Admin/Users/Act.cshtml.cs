using Cosmo.Identity.Accounts.Care;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Sessions.Care;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Users;

/// <summary>Asks once more before something is done to an account, and does it.</summary>
[Dangerous]
internal sealed class ActModel(AccountReader accounts, AccountCare care, SessionCare sessions) : PageModel
{
    public AccountDetails Details { get; private set; } = null!;

    public UserAct Act { get; private set; } = null!;

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>Why it was not done.</summary>
    public string? Error { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, string act, CancellationToken cancellationToken) => await FindAsync(id, act, cancellationToken) ?? Page();

    public async Task<IActionResult> OnPostAsync(Guid id, string act, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, act, cancellationToken) is { } refused)
        {
            return refused;
        }

        Error = Refusal.OfReason(Reason, Act.IsHarmful);
        if (Error is not null)
        {
            return Page();
        }

        var order = HttpContext.Order(Reason);
        var result = await Act.Do(new UserActServices(care, sessions), order, id, cancellationToken);
        Error = Refusal.Of(result);
        return result switch
        {
            CareResult.Unknown => NotFound(),
            CareResult.Unchanged => new SeeOther($"/admin/users/{id:D}?done=unchanged"),
            CareResult.Done { IsMailed: true } => new SeeOther($"/admin/users/{id:D}?done=mailed"),
            CareResult.Done => new SeeOther($"/admin/users/{id:D}?done={Act.Name}"),
            _ => Page(),
        };
    }

    /// <summary>Null: both are there.</summary>
    private async Task<IActionResult?> FindAsync(Guid id, string act, CancellationToken cancellationToken)
    {
        if (UserAct.Find(act) is not { } known || await accounts.FindAsync(id, cancellationToken) is not { } details)
        {
            return NotFound();
        }

        (Act, Details) = (known, details);
        return null;
    }
}
