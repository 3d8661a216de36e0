using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cosmo.Identity.Accounts;
using Cosmo.Identity.Data;
using Cosmo.Identity.Protocol.AccountApi;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Threats;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.WhoAmI;

/// <summary>
/// <c>GET /api/v1/whoami</c>: anybody learns which address they are counted by. How that came about, which tells of proxies and
/// blocks, only operators do: on the machine itself, from a network that the settings exempt, or with an administrator's token.
/// </summary>
internal static class WhoAmIEndpoint
{
    private static readonly JsonSerializerOptions Writing = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    public static void MapWhoAmI(this IEndpointRouteBuilder endpoints) => endpoints.MapGet("/api/v1/whoami", AnswerAsync)
        .WithTags("Address")
        .WithName("WhoAmI")
        .WithSummary("See your address")
        .WithDescription("The address that this server counts you by. Operators see how it came about, too.")
        .Produces<AddressReport>()
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<JsonHttpResult<AddressReport>> AnswerAsync(
        HttpContext context, Issuer issuer, BlockTable blocks, BlockExemptions exempt, BearerToken bearer, Database database, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var isOperator = IsOnThisMachine(context) || exempt.SettingsContain(RequestOrigin.Of(context).Address) || await IsAdminAsync(context, bearer, database, cancellationToken);
        return TypedResults.Json(isOperator ? AddressReport.Full(context, issuer, blocks, exempt) : AddressReport.Brief(context), Writing);
    }

    /// <summary>A local proxy that nobody named makes the whole world come from loopback; what it adds gives it away.</summary>
    private static bool IsOnThisMachine(HttpContext context)
    {
        var origin = RequestOrigin.Of(context);
        return IPAddress.IsLoopback(origin.Address) && origin.Claims is { Headers: null };
    }

    private static async Task<bool> IsAdminAsync(HttpContext context, BearerToken bearer, Database database, CancellationToken cancellationToken)
    {
        if (context.Request.Headers.Authorization.Count == 0
            || await bearer.AuthenticateAsync(context) is not { } token
            || !token.HasScope(ProtocolScopes.Admin)
            || !Guid.TryParse(token.GetClaim(Claims.Subject), out var user))
        {
            return false;
        }

        var roles = await database.ReadAllAsync(UserRecord.RolesOf(user), UserRecord.ReadRole, cancellationToken);
        return roles.Contains(AdminRole.Name, StringComparer.Ordinal);
    }
}
