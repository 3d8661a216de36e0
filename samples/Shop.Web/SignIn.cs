using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Shop.Web;

/// <summary>Everything a relying party has to tell ASP.NET Core about its OpenID Provider.</summary>
internal static class SignIn
{
    public static void SignInWith(this ShopSettings settings, OpenIdConnectOptions options)
    {
        options.Authority = settings.Issuer.OriginalString;
        options.RequireHttpsMetadata = settings.Issuer.Scheme == Uri.UriSchemeHttps;
        options.ClientId = settings.ClientId;
        options.ClientSecret = settings.ClientSecret;

        // Authorization code with PKCE (on by default); a pushed request (RFC 9126) where the metadata offers it (default too).
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.Scope.Clear();
        foreach (var scope in (string[])["openid", "profile", "email", "roles", "offline_access", "orders.read"])
        {
            options.Scope.Add(scope);
        }

        // Claims keep the names they have at the issuer. The ID token brings profile, email and roles; a shop that wants the
        // phone number or the address sets GetClaimsFromUserInfoEndpoint and maps them with ClaimActions.
        options.MapInboundClaims = false;
        options.TokenValidationParameters.NameClaimType = "name";
        options.TokenValidationParameters.RoleClaimType = "role";

        // The tokens stay in the encrypted cookie: to call the API, to refresh, and as id_token_hint at sign-out.
        options.SaveTokens = true;

        // With response_mode=query the provider's answer is a top-level GET, which Lax cookies survive.
        options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;

        options.SignedOutRedirectUri = "/signed-out";
        options.AccessDeniedPath = "/denied";
        options.Events.OnRemoteFailure = ShowFailureAsync;
    }

    // A stale tab, a second use of the callback address, an answer nobody asked for: a page, not a stack trace.
    private static Task ShowFailureAsync(RemoteFailureContext context)
    {
        context.Response.Redirect("/error");
        context.HandleResponse();
        return Task.CompletedTask;
    }
}
