using System.Security.Claims;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Languages;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.EndSession;

/// <summary>The page that asks before signing a person out, when no valid hint proves that their client asked.</summary>
[IgnoreAntiforgeryToken]
internal sealed class EndSessionModel(UserSessions sessions, ClientRegistry registry, LanguageCookies languages, IAntiforgery antiforgery) : PageModel
{
    /// <summary><c>sign-out</c> or <c>stay</c>.</summary>
    [BindProperty(Name = "decision")]
    public string? Decision { get; set; }

    public string SignedInAs { get; set; } = "";

    public string? ClientName { get; set; }

    /// <summary>The end session request as it came, carried through the question.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var request = HttpContext.GetOpenIddictServerRequest()!;
        var session = await SessionCookie.FindAsync(HttpContext);
        var hint = await IdTokenHint.FindAsync(HttpContext);
        if (hint is not null && (session is null || IsOf(hint, session)))
        {
            await EndAsync(session, cancellationToken);
            return SignOutTo(request);
        }

        if (session is null)
        {
            return Redirect("~" + SignedOutPath(request));
        }

        await ShowAsync(request, session, cancellationToken);
        return Page();
    }

    /// <summary>Our own question's answer, or a request that another site posts: that one carries no SameSite=Lax cookie and goes on as GET.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (Decision is null)
        {
            Response.Headers.Location = Request.PathBase + "/connect/logout" + Query(HttpContext.GetOpenIddictServerRequest()!);
            return StatusCode(StatusCodes.Status303SeeOther);
        }

        if (!await antiforgery.IsRequestValidAsync(HttpContext))
        {
            return StatusCode(StatusCodes.Status400BadRequest);
        }

        if (Decision != "sign-out")
        {
            return RedirectSeeOther("/");
        }

        // Without a hint nothing proves that the client asked, so nobody is sent to it (OpenID Connect RP-Initiated Logout §3).
        await EndAsync(await SessionCookie.FindAsync(HttpContext), cancellationToken);
        return RedirectSeeOther(SignedOutPath(HttpContext.GetOpenIddictServerRequest()!));
    }

    private static bool IsOf(ClaimsPrincipal hint, BrowserSession session) =>
        string.Equals(hint.GetClaim(Claims.Subject), session.UserId.ToString(), StringComparison.Ordinal)
        && (hint.GetClaim(ProtocolClaims.SessionId) is not { } sid || string.Equals(sid, session.Id.ToString(), StringComparison.Ordinal));

    private async Task EndAsync(BrowserSession? session, CancellationToken cancellationToken)
    {
        if (session is not null)
        {
            await sessions.EndAsync(session.Id, session.UserId, EndReasons.SignedOut, HttpContext, cancellationToken);
        }

        await HttpContext.SignOutAsync(SessionCookie.Scheme);
        languages.SignedOut(HttpContext);
    }

    /// <summary>OpenIddict sends the browser to the client's address with its state, where the request named one.</summary>
    private SignOutResult SignOutTo(OpenIddictRequest request) => SignOut(
        new AuthenticationProperties { RedirectUri = string.IsNullOrEmpty(request.PostLogoutRedirectUri) ? Request.PathBase + SignedOutPath(request) : null },
        OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);

    private async Task ShowAsync(OpenIddictRequest request, BrowserSession session, CancellationToken cancellationToken)
    {
        SignedInAs = session.UserName;
        ClientName = (await registry.GetAsync(cancellationToken)).Find(request.ClientId)?.Name;
        Parameters = [.. Texts(request)];
    }

    /// <summary>The page speaks as the question did.</summary>
    private static string SignedOutPath(OpenIddictRequest request) =>
        "/signed-out" + (Language.FirstOf(request.UiLocales) is { } language ? $"?{RequestLanguage.Parameter}={language.Tag}" : "");

    private StatusCodeResult RedirectSeeOther(string path)
    {
        Response.Headers.Location = Request.PathBase + path;
        return StatusCode(StatusCodes.Status303SeeOther);
    }

    private static QueryString Query(OpenIddictRequest request) => new QueryBuilder(Texts(request)).ToQueryString();

    private static IEnumerable<KeyValuePair<string, string>> Texts(OpenIddictRequest request) => request.GetParameters()
        .Where(parameter => (string?)parameter.Value is not null)
        .Select(parameter => new KeyValuePair<string, string>(parameter.Key, (string)parameter.Value!));
}
