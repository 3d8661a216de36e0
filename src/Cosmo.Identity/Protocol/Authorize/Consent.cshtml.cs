using Cosmo.Identity.Clients;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;

namespace Cosmo.Identity.Protocol.Authorize;

/// <summary>The page on which a person lets a client have what it asked for, all of it or nothing.</summary>
internal sealed class ConsentModel(Sealed<ConsentTicket> tickets, Consents consents, InteractionSeal interactions, ClientRegistry registry) : PageModel
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
    public IReadOnlyList<ScopeText> Scopes { get; set; } = [];

    /// <summary>The host of the redirect URI, or its scheme for a native application.</summary>
    public string Destination { get; set; } = "";

    public string? PolicyUri { get; set; }

    public string? TosUri { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await ShowAsync(cancellationToken) is null ? Stale() : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await ShowAsync(cancellationToken) is not { } shown)
        {
            return Stale();
        }

        ConsentDecision decision;
        switch (Decision)
        {
            case "allow":
                await consents.GrantAsync(shown.Session, shown.Client, shown.Ticket.Scopes, HttpContext, cancellationToken);
                decision = ConsentDecision.Allowed;
                break;
            case "deny":
                await consents.DenyAsync(shown.Session, shown.Client, shown.Ticket.Scopes, HttpContext, cancellationToken);
                decision = ConsentDecision.Denied;
                break;
            default:
                return Page();
        }

        var interaction = interactions.Seal(shown.Ticket.Fingerprint, new Interaction(shown.Ticket.StartedAt, decision, shown.Session.Id));
        var url = QueryHelpers.AddQueryString(shown.Ticket.Url, InteractionSeal.Parameter, interaction);
        return new ContinueModel(Request.PathBase + url, Destination).ToResult();
    }

    /// <summary>Fills the page; null when the question is too old, made up or was asked of somebody else.</summary>
    private async Task<Shown?> ShowAsync(CancellationToken cancellationToken)
    {
        if (tickets.Open(RequestId) is not { } ticket
            || await SessionCookie.FindAsync(HttpContext) is not { } session
            || session.Id != ticket.SessionId)
        {
            return null;
        }

        var known = await registry.GetAsync(cancellationToken);
        if (known.Find(ticket.ClientId) is not { } client)
        {
            return null;
        }

        ClientName = client.Name;
        PolicyUri = client.PolicyUri;
        TosUri = client.TosUri;
        SignedInAs = session.UserName;
        Destination = new Uri(ticket.RedirectUri) is { Host.Length: > 0 } uri ? uri.Authority : ticket.RedirectUri.Split(':')[0];
        Scopes = [.. ticket.Scopes.Select(name => ScopeWords.Describe(name, known.Scopes.GetValueOrDefault(name)))];
        return new Shown(ticket, session, client);
    }

    private StatusCodeResult Stale() => StatusCode(StatusCodes.Status400BadRequest);

    private sealed record Shown(ConsentTicket Ticket, BrowserSession Session, RegisteredClient Client);
}
