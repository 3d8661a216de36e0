using System.Text.Json;
using Cosmo.Identity.Protocol.Tokens;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.FrontDoor;

/// <summary>Lets requests in that carry an access token of ours which has not expired, as a JWT or as a handle.</summary>
internal sealed class BearerPass(AccessTokenReader reader, TokenHandle handles, TimeProvider clock) : IFrontDoorPass
{
    private const string Prefix = "Bearer ";

    private static readonly FrontDoorPassage Passage = new("access token", MayTryPasswords: false);

    public ValueTask<FrontDoorPassage?> JudgeAsync(HttpContext context, PassBudget budget)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return ValueTask.FromResult(
            header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && IsOurs(header[Prefix.Length..].Trim(), budget) ? Passage : null);
    }

    /// <summary>Whether this provider made the token and it has not expired; the token's row is not asked.</summary>
    public bool IsOurs(string token, PassBudget budget)
    {
        if (handles.IsOurs(token))
        {
            return true;
        }

        // A signature that was not seen before costs as much as a hundred refusals.
        if (!token.Contains('.') || (!reader.Knows(token) && !budget.TryTake()))
        {
            return false;
        }

        try
        {
            if (reader.Read(token)?.GetClaim(Claims.ExpiresAt) is { } expiry
                && long.TryParse(expiry, System.Globalization.CultureInfo.InvariantCulture, out var seconds)
                && DateTimeOffset.FromUnixTimeSeconds(seconds) > clock.GetUtcNow())
            {
                budget.GiveBack();
                return true;
            }

            return false;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
