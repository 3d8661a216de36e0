using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Users;
using Cosmo.Identity.Keys;
using Cosmo.Identity.Keys.Care;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cosmo.Identity.Admin.Operations;

/// <summary><c>/api/v1/admin/keys</c>: the signing keys for programs.</summary>
internal static class KeysApi
{
    public static void MapKeys(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/v1/admin/keys").WithMetadata(new AdminArea());
        api.MapGet("", (KeyReader keys) => TypedResults.Ok(keys.Read().Select(Describe)));
        api.MapPost("/rotate", RotateAsync);
        api.MapPost("/{kid}/retire", RetireAsync);
    }

    /// <summary><c>{"algorithm": "ES256", "now": true, "reason": "…"}</c>; without an algorithm both, without <c>now</c> announced first.</summary>
    private static async Task<IResult> RotateAsync(HttpContext context, KeyCare care, CancellationToken cancellationToken)
    {
        if (await OrderBody.ReadAsync<Order>(context.Request, cancellationToken) is not { } order)
        {
            return Refused.Because("Send a JSON object with reason, and if need be with algorithm and now.");
        }

        if (order.Algorithm is not (null or "ES256" or "RS256"))
        {
            return Refused.Because("algorithm: it is ES256 or RS256.");
        }

        return Refusal.OfReason(order.Reason, isRequired: true) is { } fault
            ? Refused.Because($"reason: {fault}")
            : Answer(await care.RotateAsync(context.Order(order.Reason), order.Algorithm, order.Now, cancellationToken));
    }

    private static async Task<IResult> RetireAsync(string kid, HttpContext context, KeyCare care, CancellationToken cancellationToken)
    {
        var (reason, fault) = await ActBody.ReadReasonAsync(context.Request, cancellationToken);
        return fault ?? (Refusal.OfReason(reason, isRequired: true) is { } text
            ? Refused.Because($"reason: {text}")
            : Answer(await care.RetireAsync(context.Order(reason), kid, cancellationToken)));
    }

    private static IResult Answer(KeyOrderResult result) => result switch
    {
        KeyOrderResult.Done done => TypedResults.Ok(done.Keys.Select(Describe)),
        KeyOrderResult.Refused { Fault: KeyFault.Unknown } refused => TypedResults.Problem(refused.Text, statusCode: StatusCodes.Status404NotFound),
        KeyOrderResult.Refused refused => TypedResults.Problem(refused.Text, statusCode: StatusCodes.Status409Conflict),
        _ => throw new InvalidOperationException(result.ToString()),
    };

    private static object Describe(KeyView key) => new
    {
        key.Kid,
        key.Algorithm,
        State = key.State.ToString().ToLowerInvariant(),
        key.SignsFrom,
        key.SignsUntil,
        key.AcceptedUntil,
        key.File,
    };

    private sealed record Order(string? Algorithm, bool Now, string? Reason);
}
