using System.Security.Claims;
using Cosmo.Identity.Accounts.ApiKeys;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.AccountApi;

/// <summary>Whose request it is, and by what they showed it: a token and its session, a session's cookie, or a key, which has none.</summary>
internal sealed record ApiCaller(Guid UserId, Guid? SessionId)
{
    /// <summary>The access token, where one was shown.</summary>
    public ClaimsPrincipal? Token { get; private init; }

    /// <summary>The session, where its cookie was shown.</summary>
    public BrowserSession? Session { get; private init; }

    /// <summary>The API key, where one was shown.</summary>
    public ApiKey? Key { get; private init; }

    /// <summary>What limits count by: a program with a key of its own has a share of its own.</summary>
    public string LimitKey => Key is null ? UserId.ToString("N") : $"key\n{Key.Id:N}";

    /// <summary>Null for a token that is about no person's session.</summary>
    public static ApiCaller? Of(ClaimsPrincipal? token) =>
        Guid.TryParse(token?.GetClaim(Claims.Subject), out var user) && Guid.TryParse(token.GetClaim(ProtocolClaims.SessionId), out var session)
            ? new ApiCaller(user, session) { Token = token }
            : null;

    public static ApiCaller? Of(BrowserSession? session) => session is null ? null : new ApiCaller(session.UserId, session.Id) { Session = session };

    public static ApiCaller Of(ApiKey key) => new(key.UserId, null) { Key = key };

    /// <summary>Who was found for this request.</summary>
    public static ApiCaller In(HttpContext context) => context.Features.GetRequiredFeature<ApiCaller>();
}
