using Cosmo.Identity.Accounts.Care;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Layout;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Users;

/// <summary>Gives roles to somebody and takes them away.</summary>
[Dangerous]
internal sealed class RolesModel(AccountSearch accounts, AccountCare care) : PageModel
{
    public AccountSummary Account { get; private set; } = null!;

    /// <summary>What there is to choose from.</summary>
    public IReadOnlyList<string> Known { get; private set; } = [];

    /// <summary>What is chosen.</summary>
    [BindProperty(Name = "role")]
    public IReadOnlyList<string> Chosen { get; set; } = [];

    /// <summary>One that is not there yet.</summary>
    [BindProperty(Name = "another")]
    public string? Another { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>Why it was not done.</summary>
    public string? Error { get; private set; }

    public bool Has(string role) => Chosen.Contains(role, StringComparer.OrdinalIgnoreCase);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is { } refused)
        {
            return refused;
        }

        Chosen = Account.Roles;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is { } refused)
        {
            return refused;
        }

        Error = Refusal.OfReason(Reason, isRequired: true);
        if (Error is not null)
        {
            return Page();
        }

        IEnumerable<string> another = string.IsNullOrWhiteSpace(Another) ? [] : [Another.Trim()];
        var order = HttpContext.Order(Reason);
        var result = await care.ChangeRolesAsync(order, id, [.. Chosen.OfType<string>(), .. another], cancellationToken);
        Error = Refusal.Of(result);
        return result switch
        {
            CareResult.Unknown => NotFound(),
            CareResult.Unchanged => new SeeOther($"/admin/users/{id:D}?done=unchanged"),
            CareResult.Done => new SeeOther($"/admin/users/{id:D}?done=roles"),
            _ => Page(),
        };
    }

    private async Task<IActionResult?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(id, cancellationToken) is not { } account)
        {
            return NotFound();
        }

        Account = account;
        Known = await accounts.ReadRolesAsync(cancellationToken);
        return null;
    }
}
