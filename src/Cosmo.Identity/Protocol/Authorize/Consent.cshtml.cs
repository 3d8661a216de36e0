using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Protocol.Authorize;

/// <summary>The page on which a person lets a client have what it asked for, all of it or nothing.</summary>
internal sealed class ConsentModel : PageModel
{
    /// <summary>Names the authorization request that waits for the decision.</summary>
    [BindProperty(Name = "request", SupportsGet = true)]
    public string? RequestId { get; set; }

    /// <summary><c>allow</c> or <c>deny</c>.</summary>
    [BindProperty(Name = "decision")]
    public string? Decision { get; set; }

    public string ClientName { get; set; } = "";

    /// <summary>Who decides: the name of the person signed in.</summary>
    public string SignedInAs { get; set; } = "";

    /// <summary>What is granted is what is shown here.</summary>
    public IReadOnlyList<ConsentScope> Scopes { get; set; } = [];

    /// <summary>The host of the redirect URI, or its scheme for a native application.</summary>
    public string Destination { get; set; } = "";

    public string? PolicyUri { get; set; }

    public string? TosUri { get; set; }
}
