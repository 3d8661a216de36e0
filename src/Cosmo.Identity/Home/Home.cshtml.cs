using Cosmo.Identity.Accounts.Login;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Home;

/// <summary>The front page: what this server is, where machines find its metadata, and who is signed in.</summary>
internal sealed class HomeModel(Issuer issuer, DemoAccounts demo) : PageModel
{
    public string Issuer { get; set; } = "";

    /// <summary>The name of the person signed in, or null.</summary>
    public string? SignedInAs { get; set; }

    /// <summary>Accounts to offer; empty outside Development.</summary>
    public IReadOnlyList<DemoAccount> DemoAccounts { get; set; } = [];

    /// <summary>A shell command that gets a first token with a demo account; null outside Development.</summary>
    public string? FirstTokenCommand { get; set; }

    public async Task OnGetAsync()
    {
        Issuer = issuer.Value;
        SignedInAs = (await SessionCookie.FindAsync(HttpContext))?.UserName;
        DemoAccounts = demo.All;
        FirstTokenCommand = demo.FirstTokenCommand(issuer.Url("/connect/token"));
    }
}
