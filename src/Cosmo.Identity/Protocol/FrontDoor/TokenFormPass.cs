using Cosmo.Identity.Protocol.Tokens;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Http;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.FrontDoor;

/// <summary>
/// Lets clients in that trade, or give back, a code or token of ours: the person whom it stands for signed in before. The mark in
/// the handle tells, so that made-up ones cost no query. The password grant shows nothing but a password, and stays outside.
/// </summary>
internal sealed class TokenFormPass(TokenHandle handles, BearerPass bearer) : IFrontDoorPass
{
    private static readonly FrontDoorPassage Passage = new("grant", MayTryPasswords: false);

    public async ValueTask<FrontDoorPassage?> JudgeAsync(HttpContext context, PassBudget budget)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || request.Path.Value is not ("/connect/token" or "/connect/revoke") || !request.HasFormContentType)
        {
            return null;
        }

        var form = await request.ReadFormAsync(context.RequestAborted);
        var isOurs = request.Path == "/connect/token"
            ? form[Parameters.GrantType] is [{ } grant] && grant switch
            {
                GrantTypes.RefreshToken => form[Parameters.RefreshToken] is [{ } token] && handles.IsOurs(token),
                GrantTypes.AuthorizationCode => form[Parameters.Code] is [{ } code] && handles.IsOurs(code),
                _ => false,
            }
            : form[Parameters.Token] is [{ } revoked] && bearer.IsOurs(revoked, budget);
        return isOurs ? Passage : null;
    }
}
