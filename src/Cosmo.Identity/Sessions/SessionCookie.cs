using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Cosmo.Identity.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Sessions;

/// <summary>
/// The browser's side of a session: a cookie that names it and holds a secret of which the database knows the hash. The row
/// decides on every request, so an ended session ends the cookie at once.
/// </summary>
internal sealed class SessionCookie(Database database, TimeProvider clock) : CookieAuthenticationEvents
{
    /// <summary>The authentication scheme.</summary>
    public const string Scheme = "cosmo-session";

    private const string SecretClaim = "secret";

    /// <summary>The live session of the browser that sent this request; null when it has none.</summary>
    public static async Task<BrowserSession?> FindAsync(HttpContext context) =>
        (await context.AuthenticateAsync(Scheme)).Succeeded ? context.Features.Get<BrowserSession>() : null;

    /// <summary>Hands the browser the cookie of a session that is written already.</summary>
    public static Task IssueAsync(HttpContext context, UserSession session, string secret, bool remember) =>
        context.SignInAsync(Scheme, PrincipalOf(session.Id, secret), new AuthenticationProperties
        {
            IsPersistent = remember,
            IssuedUtc = session.AuthenticatedAt,
            ExpiresUtc = session.ExpiresAt,
        });

    /// <summary>Hands the browser another cookie of the session it is in, for as long as the one before.</summary>
    public static async Task RenewAsync(HttpContext context, BrowserSession session, string secret)
    {
        var before = (await context.AuthenticateAsync(Scheme)).Properties;
        await context.SignInAsync(Scheme, PrincipalOf(session.Id, secret), new AuthenticationProperties
        {
            IsPersistent = before?.IsPersistent ?? false,
            IssuedUtc = before?.IssuedUtc,
            ExpiresUtc = before?.ExpiresUtc,
        });
    }

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var session = Guid.TryParseExact(context.Principal?.FindFirstValue(ClaimTypes.Sid), "N", out var id)
            ? await database.ReadFirstAsync(BrowserSession.Live(id, clock.GetUtcNow()), BrowserSession.Read, context.HttpContext.RequestAborted)
            : null;
        var hash = SessionSignIn.Hash(context.Principal?.FindFirstValue(SecretClaim) ?? "");
        if (session is null || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(session.CookieHash)))
        {
            context.RejectPrincipal();
            return;
        }

        context.HttpContext.Features.Set(session);
        if (clock.GetUtcNow() - session.LastSeenAt > SessionStatements.TouchPeriod)
        {
            await database.ExecuteAsync([SessionStatements.Touch(session.Id, clock.GetUtcNow())], CancellationToken.None);
        }
    }

    private static ClaimsPrincipal PrincipalOf(Guid session, string secret) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.Sid, session.ToString("N")), new Claim(SecretClaim, secret)], Scheme));
}
