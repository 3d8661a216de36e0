using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Layout;

/// <summary>The page for everything that failed before a person's eyes; it says what they can do, and what to quote when they ask for help.</summary>
// A failed POST is answered here too, and its antiforgery token may be what failed.
[IgnoreAntiforgeryToken]
internal sealed class ErrorModel : PageModel
{
    public int Status { get; set; } = 400;

    /// <summary>The OAuth error code of a refused client request.</summary>
    public string? Error { get; set; }

    public string? ErrorDescription { get; set; }

    /// <summary>What the person quotes and an operator searches the logs for.</summary>
    public string? CorrelationId { get; set; }
}
