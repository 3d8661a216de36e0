using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Protocol.EndSession;

/// <summary>The page that asks before signing a person out, when no valid hint proves that their client asked.</summary>
internal sealed class EndSessionModel : PageModel
{
    /// <summary><c>sign-out</c> or <c>stay</c>.</summary>
    [BindProperty(Name = "decision")]
    public string? Decision { get; set; }

    public string SignedInAs { get; set; } = "";

    public string? ClientName { get; set; }

    /// <summary>The end session request as it came, carried through the question.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; set; } = [];
}
