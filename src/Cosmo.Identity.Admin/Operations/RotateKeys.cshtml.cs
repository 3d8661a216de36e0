using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Users;
using Cosmo.Identity.Keys.Care;
using Cosmo.Identity.Layout;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Operations;

/// <summary>Makes new signing keys, announced first or at once.</summary>
[Dangerous]
internal sealed class RotateKeysModel(KeyCare care) : PageModel
{
    /// <summary>Of which algorithm; blank for both.</summary>
    [BindProperty(Name = "algorithm")]
    public string? Algorithm { get; set; }

    /// <summary><c>now</c>: it signs at once.</summary>
    [BindProperty(Name = "when")]
    public string? When { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>Why it was not done.</summary>
    public string? Error { get; private set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (Algorithm is not (null or "" or "ES256" or "RS256"))
        {
            return BadRequest();
        }

        var atOnce = When == "now";
        Error = Refusal.OfReason(Reason, isRequired: true);
        if (Error is null)
        {
            var result = await care.RotateAsync(HttpContext.Order(Reason), string.IsNullOrEmpty(Algorithm) ? null : Algorithm, atOnce, cancellationToken);
            if (result is not KeyOrderResult.Refused refused)
            {
                return new SeeOther("/admin/operations?done=" + (atOnce ? "key-now" : "key"));
            }

            Error = KeyFaults.Words(refused);
        }

        return Page();
    }
}
