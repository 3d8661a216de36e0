using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Jobs;
using Cosmo.Identity.Layout;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Operations;

/// <summary>Has a job run out of turn.</summary>
[Dangerous]
internal sealed class RunJobModel(JobOrders orders) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Name { get; set; } = "";

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>It is under way already.</summary>
    public bool IsRunning { get; private set; }

    public IActionResult OnGet() => orders.Knows(Name) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!orders.Knows(Name))
        {
            return NotFound();
        }

        if (await orders.BeginAsync(HttpContext.Order(Reason), Name, cancellationToken))
        {
            return new SeeOther("/admin/operations?done=job");
        }

        IsRunning = true;
        return Page();
    }
}
