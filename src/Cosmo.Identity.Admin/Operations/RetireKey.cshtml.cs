using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Users;
using Cosmo.Identity.Keys;
using Cosmo.Identity.Keys.Care;
using Cosmo.Identity.Layout;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Operations;

/// <summary>Takes a signing key out before its time.</summary>
[Dangerous]
internal sealed class RetireKeyModel(KeyReader keys, KeyCare care) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Kid { get; set; } = "";

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>The key.</summary>
    public KeyView Key { get; private set; } = null!;

    /// <summary>Why it was not done.</summary>
    public string? Error { get; private set; }

    public IActionResult OnGet()
    {
        if (keys.Find(Kid) is not { } key)
        {
            return NotFound();
        }

        Key = key;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        Error = Refusal.OfReason(Reason, isRequired: true);
        if (Error is null)
        {
            if (await care.RetireAsync(HttpContext.Order(Reason), Kid, cancellationToken) is not KeyOrderResult.Refused refused)
            {
                return new SeeOther("/admin/operations?done=key-out");
            }

            Error = KeyFaults.Words(refused);
        }

        return OnGet();
    }
}
