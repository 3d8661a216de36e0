using Cosmo.Identity.Clients;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Clients.Try;

/// <summary>Checks an authorization request against a client's registration, and explains each refusal before anybody meets it.</summary>
internal sealed class TryClientModel(ClientReader clients) : PageModel
{
    /// <summary>Longer ones the server does not read either.</summary>
    public const int LongestRequest = 8_000;

    /// <summary>An address, or what stands after its question mark; named so that no fragment of it leaks into other parameters.</summary>
    [BindProperty(Name = "request", SupportsGet = true)]
    public string? Asked { get; set; }

    public KnownClient Client { get; private set; } = null!;

    /// <summary>What stands in the form.</summary>
    public string Shown { get; private set; } = "";

    public RequestLint Lint { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string clientId, CancellationToken cancellationToken)
    {
        if (await clients.FindAsync(clientId, cancellationToken) is not { } client)
        {
            return NotFound();
        }

        Client = client;
        Shown = string.IsNullOrWhiteSpace(Asked) ? RequestLint.ExampleOf(client.Metadata) : Asked.Length > LongestRequest ? Asked[..LongestRequest] : Asked;
        var parameters = RequestLint.Parse(Shown);
        var redirect = parameters.TryGetValue("redirect_uri", out var value) && value is [{ Length: > 0 } uri] ? uri : null;
        Lint = RequestLint.Of(client.Metadata, parameters, redirect is not null && await clients.AcceptsRedirectAsync(clientId, redirect, cancellationToken));
        return Page();
    }
}
