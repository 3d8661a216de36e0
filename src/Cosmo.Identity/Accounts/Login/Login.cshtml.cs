using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.Login;

/// <summary>The page on which a person proves who they are with a user name and a password.</summary>
internal sealed class LoginModel(
    PasswordSignIn passwords, SessionSignIn sessions, UserSessions written, DeviceCookie devices, LanguageCookies languages, ClientRegistry registry, DemoAccounts demo) : PageModel
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

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var session = await SessionCookie.FindAsync(HttpContext);
        if (session is not null && ReturnTo.IsFrontPage(ReturnUrl))
        {
            return Redirect("~/");
        }

        await ShowAsync(session, cancellationToken);
        UserName = ReauthenticateAs ?? Hint();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var before = await SessionCookie.FindAsync(HttpContext);
        var device = devices.TryRead(HttpContext, out var known) ? known : DeviceCookie.NewId();
        var result = await passwords.CheckAsync(
            new SignInAttempt(HttpContext, SignInPath.Page, UserName, Password)
            {
                ClientId = (await ClientAsync(cancellationToken))?.ClientId,
                DeviceHash = DeviceHash.OfBrowser(device),
                Session = before,
            },
            cancellationToken);
        if (result is not PasswordSignInResult.Succeeded { User: var user })
        {
            await ShowAsync(before, cancellationToken);
            Password = null;
            if (result is PasswordSignInResult.TooMany)
            {
                Error = LoginTexts.TooMany;
                return new PageResult { StatusCode = StatusCodes.Status429TooManyRequests };
            }

            Error = LoginTexts.Wrong;
            return Page();
        }

        devices.Give(HttpContext, device);
        await SignInAsync(user, before, cancellationToken);
        var target = Request.PathBase + ReturnTo.Safe(ReturnUrl);
        if (ReturnTo.IsAuthorize(ReturnUrl))
        {
            // Chromium applies form-action to every hop after a form, and this journey ends at the client.
            return new ContinueModel(target, (await ClientAsync(cancellationToken))?.Name).ToResult();
        }

        Response.Headers.Location = target;
        return StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>The same person goes on in the same session, under a new cookie; anybody else ends it.</summary>
    private async Task SignInAsync(UserRecord user, BrowserSession? before, CancellationToken cancellationToken)
    {
        var (session, secret) = sessions.ForBrowser(user.AsOwner(), AuthenticationMethods.Password, RequestOrigin.Of(HttpContext), RememberMe);
        if (before?.UserId == user.Id && await written.RenewAsync(before.Id, session.CookieHash!, session.Amr, cancellationToken))
        {
            session.Id = before.Id;
        }
        else
        {
            await written.StartAsync(session, before, HttpContext, cancellationToken);
        }

        await SessionCookie.IssueAsync(HttpContext, session, secret, RememberMe);
        languages.SignedIn(HttpContext, user.Locale, RememberMe);
    }

    private async Task ShowAsync(BrowserSession? session, CancellationToken cancellationToken)
    {
        DemoAccounts = demo.All;
        ReauthenticateAs = OtherAccount ? null : session?.UserName;
        if (await ClientAsync(cancellationToken) is { } client)
        {
            ClientName = client.Name;
            PolicyUri = client.PolicyUri;
            TosUri = client.TosUri;
        }
    }

    private async Task<RegisteredClient?> ClientAsync(CancellationToken cancellationToken) =>
        (await registry.GetAsync(cancellationToken)).Find(ReturnTo.Parameter(ReturnUrl, "client_id"));

    private string? Hint() => ReturnTo.Parameter(ReturnUrl, "login_hint") is { Length: <= UserNames.LongestName } hint ? hint : null;
}
