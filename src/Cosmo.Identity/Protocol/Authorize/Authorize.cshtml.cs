using System.Security.Claims;
using Cosmo.Identity.Accounts;
using Cosmo.Identity.Accounts.Login;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using Cosmo.Identity.Languages;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Protocol.Token;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.Authorize;

/// <summary>
/// The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2): who is it, do they let the client, then a code. The
/// request itself has been validated by OpenIddict when it gets here.
/// </summary>
[IgnoreAntiforgeryToken]
internal sealed class AuthorizeModel(
    ClientRegistry registry,
    Consents consents,
    InteractionSeal interactions,
    Sealed<ConsentTicket> tickets,
    SubjectPrincipal subjects,
    SecondFactors factors,
    Database database,
    TimeProvider clock) : PageModel
{
    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => HandleAsync(cancellationToken);

    /// <summary>A form that another site posts carries no SameSite=Lax cookie: go on as GET, where the session is seen.</summary>
    public IActionResult OnPost()
    {
        Response.Headers.Location = ResumeUrl.Of(HttpContext.GetOpenIddictServerRequest()!, null);
        return StatusCode(StatusCodes.Status303SeeOther);
    }

    private async Task<IActionResult> HandleAsync(CancellationToken cancellationToken)
    {
        var request = HttpContext.GetOpenIddictServerRequest()!;
        var client = (await registry.GetAsync(cancellationToken)).Find(request.ClientId)!;
        var interaction = interactions.Open(request, Request.Query[InteractionSeal.Parameter]);
        var wanted = ClaimsRequest.Parse((string?)request.GetParameter(Parameters.Claims)) ?? ClaimsRequest.None;
        var session = await SessionCookie.FindAsync(HttpContext);
        var hint = await IdTokenHint.FindAsync(HttpContext);
        if (hint is null && !string.IsNullOrEmpty(request.IdTokenHint))
        {
            return Error(Errors.InvalidRequest, "The parameter 'id_token_hint' is not an ID token of this provider.");
        }

        if (session is null || NeedsLogin(request, client, interaction, session) || !IsExpectedSubject(session, wanted, hint))
        {
            return request.HasPromptValue(PromptValues.None)
                ? Error(Errors.LoginRequired, "The person has to sign in.")
                : RedirectToLogin(request, interaction, WishOf(request, wanted));
        }

        var reached = AuthenticationContext.Of(session.Amr);
        if (reached == AuthenticationContext.SingleFactor
            && await factors.NeedOfAsync(session, WishOf(request, wanted), cancellationToken) is not FactorNeed.None and var need)
        {
            return request.HasPromptValue(PromptValues.None)
                ? Error(Errors.InteractionRequired, "The person has to give a second factor.")
                : RedirectToLogin(request, interaction, need == FactorNeed.SetUp ? FactorWish.Needed : FactorWish.Asked);
        }

        if (wanted.EssentialAcr is { Count: > 0 } acr && !acr.Contains(reached, StringComparer.Ordinal))
        {
            return Error("unmet_authentication_requirements", "The authentication context that is essential to the client cannot be reached.");
        }

        if (interaction.Decision == ConsentDecision.Denied && interaction.DecidedIn == session.Id)
        {
            return Error(Errors.AccessDenied, "The person did not allow it.");
        }

        if (await NeedsConsentAsync(request, client, interaction, session, cancellationToken))
        {
            return request.HasPromptValue(PromptValues.None)
                ? Error(Errors.ConsentRequired, "The person has to allow it.")
                : RedirectToConsent(request, interaction, session);
        }

        var user = await database.ReadFirstAsync(UserRecord.ById(session.UserId), UserRecord.Read, cancellationToken);
        var principal = await subjects.CreateAsync(
            user!, new SessionFacts(session.Id, session.AuthenticatedAt, session.Amr), request.GetScopes(), wanted, cancellationToken);
        return SignIn(principal, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    /// <summary>Whether the sign-in is older than the client accepts (OpenID Connect Core §3.1.2.1: prompt, max_age).</summary>
    private bool NeedsLogin(OpenIddictRequest request, RegisteredClient client, Interaction interaction, BrowserSession session)
    {
        var signedInForThisRequest = session.AuthenticatedAt >= interaction.StartedAt;
        if (request.HasPromptValue(PromptValues.Login) || request.HasPromptValue(PromptValues.SelectAccount) || request.HasPromptValue(RegistrationPrompt.Value))
        {
            return !signedInForThisRequest;
        }

        long? maxAge = request.MaxAge ?? client.DefaultMaxAge;
        return maxAge is { } seconds && !signedInForThisRequest && (clock.GetUtcNow() - session.AuthenticatedAt).TotalSeconds > seconds;
    }

    /// <summary>
    /// What the client asks for beside the password (OpenID Connect Core §3.1.2.1, §5.5.1.1): what is essential the person has to set up where
    /// they have none; for the rest they go on with what they have, and the tokens say so.
    /// </summary>
    private static FactorWish WishOf(OpenIddictRequest request, ClaimsRequest wanted)
    {
        var isEssential = wanted.EssentialAcr.Contains(AuthenticationContext.MultiFactor, StringComparer.Ordinal)
            && !wanted.EssentialAcr.Contains(AuthenticationContext.SingleFactor, StringComparer.Ordinal);
        return isEssential ? FactorWish.Needed
            : AuthenticationContext.AsksForMore(request.GetAcrValues().Concat(wanted.Acr)) ? FactorWish.Asked
            : FactorWish.None;
    }

    /// <summary>A hint, or a requested <c>sub</c>, names who must be signed in (OpenID Connect Core §3.1.2.1, §5.5.1).</summary>
    private static bool IsExpectedSubject(BrowserSession session, ClaimsRequest wanted, ClaimsPrincipal? hint)
    {
        var subject = session.UserId.ToString();
        if (wanted.Subject is { } expected && !string.Equals(expected, subject, StringComparison.Ordinal))
        {
            return false;
        }

        return hint?.GetClaim(Claims.Subject) is not { } hinted || string.Equals(hinted, subject, StringComparison.Ordinal);
    }

    private async Task<bool> NeedsConsentAsync(
        OpenIddictRequest request, RegisteredClient client, Interaction interaction, BrowserSession session, CancellationToken cancellationToken)
    {
        if (interaction.Decision == ConsentDecision.Allowed && interaction.DecidedIn == session.Id)
        {
            return false;
        }

        if (request.HasPromptValue(PromptValues.Consent))
        {
            return true;
        }

        return !client.ConsentIsImplicit
            && !(await consents.FindAsync(session.UserId, client.Id, cancellationToken)).IsSupersetOf(request.GetScopes());
    }

    private RedirectResult RedirectToLogin(OpenIddictRequest request, Interaction interaction, FactorWish wish)
    {
        var query = new QueryBuilder
        {
            { "returnUrl", ResumeUrl.Of(request, interactions.Seal(InteractionSeal.Fingerprint(request), interaction)) },
        };
        if (wish != FactorWish.None)
        {
            query.Add(LoginModel.WishParameter, wish.ToString());
        }

        return Redirect((request.HasPromptValue(RegistrationPrompt.Value) ? "~/register" : "~/login") + query.ToQueryString());
    }

    private RedirectResult RedirectToConsent(OpenIddictRequest request, Interaction interaction, BrowserSession session)
    {
        var ticket = new ConsentTicket(
            session.Id, request.ClientId!, [.. request.GetScopes()], request.RedirectUri!, ResumeUrl.Of(request, null),
            InteractionSeal.Fingerprint(request), interaction.StartedAt);
        var query = new QueryBuilder { { "request", tickets.Close(ticket, ConsentTicket.Lifetime) } };
        if (Language.FirstOf(request.UiLocales) is { } language)
        {
            query.Add(RequestLanguage.Parameter, language.Tag);
        }

        return Redirect("~/consent" + query.ToQueryString());
    }

    private ForbidResult Error(string error, string description) => Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
}
