using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.LoginFactor;
using Cosmo.Identity.Accounts.Passkeys;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.Login;

/// <summary>The page on which a person proves who they are with a user name and a password.</summary>
internal sealed class LoginModel(
    PasswordSignIn passwords, SessionSignIn sessions, UserSessions written, DeviceCookie devices, PendingSignIns waiting, LanguageCookies languages, ClientRegistry registry, DemoAccounts demo, Database database) : PageModel
{
    /// <summary>The parameter that says what the client asks for beside the password.</summary>
    public const string WishParameter = "second_factor";

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

    /// <summary>What the client asks for beside the password. Whoever takes it out of the address is asked again where they return to.</summary>
    [BindProperty(Name = WishParameter, SupportsGet = true)]
    public FactorWish Wish { get; set; }

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
                ClientId = (await LoginSteps.ClientAsync(registry, ReturnUrl, cancellationToken))?.ClientId,
                DeviceHash = DeviceHash.OfBrowser(device),
                Session = before,
                Wish = Wish,
            },
            cancellationToken);
        if (result is PasswordSignInResult.FactorMissing { User: var half })
        {
            return Wait(half, device, needsSetUp: false);
        }

        if (result is PasswordSignInResult.SetUpMissing { User: var bare })
        {
            // Who has a passkey has what is missing.
            return await database.ReadFirstAsync(PasskeyStatements.AnyOfUser(bare.Id), _ => true, cancellationToken)
                ? LoginSteps.Passkey(ReturnUrl)
                : Wait(bare, device, needsSetUp: true);
        }

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
        return LoginSteps.GoOn(HttpContext, ReturnUrl, (await LoginSteps.ClientAsync(registry, ReturnUrl, cancellationToken))?.Name);
    }

    /// <summary>The password is proved, and nothing begins before the rest.</summary>
    private SeeOther Wait(UserRecord user, string device, bool needsSetUp)
    {
        waiting.Give(HttpContext, new PendingSignIn(user.Id, user.SecurityStamp, device, RememberMe, needsSetUp));
        return needsSetUp ? LoginSteps.SetUp(ReturnUrl) : LoginSteps.Factor(ReturnUrl);
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
        if (await LoginSteps.ClientAsync(registry, ReturnUrl, cancellationToken) is { } client)
        {
            ClientName = client.Name;
            PolicyUri = client.PolicyUri;
            TosUri = client.TosUri;
        }
    }

    private string? Hint() => ReturnTo.Parameter(ReturnUrl, "login_hint") is { Length: <= UserNames.LongestName } hint ? hint : null;
}
