using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.Login;

/// <summary>The page on which a person proves who they are with a user name and a password.</summary>
internal sealed class LoginModel : PageModel
{
    [BindProperty]
    public string? UserName { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public bool RememberMe { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Set by the link "Use another account": the page then forgets <see cref="ReauthenticateAs"/>.</summary>
    [BindProperty(SupportsGet = true)]
    public bool OtherAccount { get; set; }

    /// <summary>The client that sent the person here, if one did.</summary>
    public string? ClientName { get; set; }

    public string? PolicyUri { get; set; }

    public string? TosUri { get; set; }

    /// <summary>The user name of who is signed in already, when the client asks for a fresh proof (<c>prompt=login</c>, <c>max_age</c>).</summary>
    public string? ReauthenticateAs { get; set; }

    /// <summary>Why the last try failed, in words for the person.</summary>
    public string? Error { get; set; }

    /// <summary>Accounts to offer; empty outside Development.</summary>
    public IReadOnlyList<DemoAccount> DemoAccounts { get; set; } = [];
}
