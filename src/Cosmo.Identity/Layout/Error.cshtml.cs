using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Layout;

// A failed POST is answered here too, and its antiforgery token may be what failed.
/// <summary>The page for everything that failed before a person's eyes; it says what they can do, and what to quote when they ask for help.</summary>
[IgnoreAntiforgeryToken]
internal sealed class ErrorModel : PageModel
{
    public int Status { get; set; } = 400;

    /// <summary>The OAuth error code of a refused client request.</summary>
    public string? Error { get; set; }

    public string? ErrorDescription { get; set; }

    /// <summary>What the person quotes and an operator searches the logs for.</summary>
    public string? CorrelationId { get; set; }

    public void OnGet() => Show();

    public void OnPost() => Show();

    /// <summary>The page stands in for an answer that failed with a status, or with an OAuth error that may not go to the client.</summary>
    private void Show()
    {
        Status = HttpContext.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalStatusCode ?? StatusCodes.Status404NotFound;
        Response.StatusCode = Status;
        if (HttpContext.Features.Get<ProtocolError>() is { } failed)
        {
            Error = failed.Error;
            ErrorDescription = failed.Description;
        }

        CorrelationId = HttpContext.TraceIdentifier;
    }
}

/// <summary>An OAuth error that is shown to the person because it cannot be told to the client.</summary>
internal sealed record ProtocolError(string Error, string? Description);
