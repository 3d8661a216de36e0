using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using Cosmo.Identity.Accounts;
using Cosmo.Identity.Data;
using Cosmo.Identity.Protocol.Authorize;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.Token;

/// <summary>Builds what tokens say of a person, from the row as it is now: at sign-in, at redemption and at each refresh.</summary>
internal sealed class SubjectPrincipal(Database database)
{
    /// <summary>In ID tokens beside those asked for: enough to greet somebody without a call to userinfo.</summary>
    private static readonly string[] IdentityScopes = [Scopes.Profile, Scopes.Email, Scopes.Roles];

    private static readonly ImmutableArray<string> Both = [Destinations.AccessToken, Destinations.IdentityToken];
    private static readonly ImmutableArray<string> IdentityOnly = [Destinations.IdentityToken];
    private static readonly ImmutableArray<string> Nowhere = [];

    /// <summary>The principal of <paramref name="user"/> in a session, for tokens with <paramref name="scopes"/>.</summary>
    public async Task<ClaimsPrincipal> CreateAsync(
        UserRecord user, SessionFacts session, ImmutableArray<string> scopes, ClaimsRequest requested, CancellationToken cancellationToken)
    {
        var identity = new ClaimsIdentity(TokenValidationParameters.DefaultAuthenticationType, Claims.Name, Claims.Role);
        identity.AddClaim(new Claim(Claims.Subject, user.Id.ToString()));
        Add(identity, new Claim(ProtocolClaims.SessionId, session.Id.ToString()), Both);
        Add(identity, new Claim(
            Claims.AuthenticationTime, session.AuthenticatedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64), Both);
        Add(identity, new Claim(Claims.AuthenticationContextReference, AuthenticationContext.Of(session.Amr)), Both);
        foreach (var method in session.Amr.Split(' '))
        {
            Add(identity, new Claim(Claims.AuthenticationMethodReference, method), Both);
        }

        identity.AddClaim(new Claim(ProtocolClaims.SecurityStamp, user.SecurityStamp));
        if (requested.Json is { } json)
        {
            identity.AddClaim(new Claim(ProtocolClaims.RequestedClaims, json, "JSON"));
        }

        var names = UserClaims.NamesFor(scopes.Intersect(IdentityScopes, StringComparer.Ordinal))
            .Concat(requested.IdToken)
            .ToHashSet(StringComparer.Ordinal);
        var roles = names.Contains(Claims.Role)
            ? await database.ReadAllAsync(UserRecord.RolesOf(user.Id), UserRecord.ReadRole, cancellationToken)
            : [];
        foreach (var claim in UserClaims.Of(user, roles, names))
        {
            Add(identity, claim, string.Equals(claim.Type, Claims.Role, StringComparison.Ordinal) ? Both : IdentityOnly);
        }

        return new ClaimsPrincipal(identity).SetScopes(scopes);
    }

    private static void Add(ClaimsIdentity identity, Claim claim, ImmutableArray<string> destinations) =>
        identity.AddClaim(destinations == Nowhere ? claim : claim.SetDestinations(destinations));
}

/// <summary>What tokens say of the sign-in itself.</summary>
internal sealed record SessionFacts(Guid Id, DateTimeOffset AuthenticatedAt, string Amr)
{
    /// <summary>The facts as a code or refresh token carries them.</summary>
    public static SessionFacts Of(ClaimsPrincipal principal) => new(
        Guid.Parse(principal.GetClaim(ProtocolClaims.SessionId)!),
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(principal.GetClaim(Claims.AuthenticationTime)!, CultureInfo.InvariantCulture)),
        string.Join(' ', principal.GetClaims(Claims.AuthenticationMethodReference)));
}
