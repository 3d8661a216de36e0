using Microsoft.AspNetCore.Authorization;

namespace Orders.Api;

/// <summary>Asks for a scope, whichever of the two ways the token was checked.</summary>
internal static class ScopePolicy
{
    public static AuthorizationPolicyBuilder RequireScope(this AuthorizationPolicyBuilder policy, string scope) => policy
        .RequireAuthenticatedUser()
        // RFC 9068 §2.2.3 writes all scopes into one claim; introspection libraries hand them over one by one.
        .RequireAssertion(context => context.User.FindAll("scope")
            .SelectMany(claim => claim.Value.Split(' '))
            .Contains(scope, StringComparer.Ordinal));
}
