using System.Text.Json;
using System.Text.Json.Serialization;
using Cosmo.Identity.Accounts.Care;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Layout;
using Cosmo.Identity.Sessions.Care;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cosmo.Identity.Admin.Users;

/// <summary><c>/api/v1/admin/users</c>: accounts for programs.</summary>
internal static class UsersApi
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>A page of accounts: <c>{"users": […], "next": …}</c>; the next page is asked for with <c>after</c>.</summary>
    public static async Task<IResult> ListAsync(HttpContext context, AccountSearch accounts, CancellationToken cancellationToken)
    {
        var query = UserQuery.Read(context.Request.Query);
        var (limit, refusal) = ListPage.ReadLimit(context.Request.Query, AccountSearch.LargestPage, AccountSearch.LargestPage);
        if (limit is null)
        {
            return refusal!;
        }

        if (query.Filter is not { } filter || query.Faults.Count > 0)
        {
            var (name, fault) = query.Faults.First();
            return Refused.Because($"{name}: {fault}");
        }

        var after = context.Request.Query[PageAddress.Cursor] is [{ Length: > 0 } cursor] ? cursor : null;
        var page = await accounts.ReadAsync(filter, after, limit.Value, cancellationToken);
        return TypedResults.Json(new { users = page.Accounts, next = page.Next }, Json);
    }

    /// <summary>One account.</summary>
    public static async Task<IResult> FindAsync(Guid id, AccountReader accounts, CancellationToken cancellationToken) =>
        await accounts.FindAsync(id, cancellationToken) is { } account ? TypedResults.Json(account, Json) : Unknown();

    /// <summary>Does something to an account: <c>{"reason": "…"}</c>. The answer says what became of it.</summary>
    public static async Task<IResult> ActAsync(
        Guid id, UserAct act, HttpContext context, AccountReader accounts, AccountCare care, SessionCare sessions, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(id, cancellationToken) is null)
        {
            return Unknown();
        }

        if (await OrderBody.ReadAsync<Order>(context.Request, cancellationToken) is not { } order)
        {
            return Refused.Because("Send a JSON object with reason.");
        }

        if (Refusal.OfReason(order.Reason, act.IsHarmful) is { } fault)
        {
            return Refused.Because($"reason: {fault}");
        }

        return Answer(await act.Do(
            new UserActServices(care, sessions), context.Order(order.Reason), id, cancellationToken));
    }

    /// <summary>Gives an account these roles and no other: <c>{"roles": ["…"], "reason": "…"}</c>.</summary>
    public static async Task<IResult> ChangeRolesAsync(Guid id, HttpContext context, AccountCare care, CancellationToken cancellationToken)
    {
        if (await OrderBody.ReadAsync<RolesOrder>(context.Request, cancellationToken) is not { Roles: { } roles } order || roles.Any(role => role is null))
        {
            return Refused.Because("Send a JSON object with roles and reason.");
        }

        if (Refusal.OfReason(order.Reason, isRequired: true) is { } fault)
        {
            return Refused.Because($"reason: {fault}");
        }

        return Answer(await care.ChangeRolesAsync(context.Order(order.Reason), id, [.. roles.OfType<string>()], cancellationToken));
    }

    private static IResult Answer(CareResult result) => result switch
    {
        CareResult.Done done => TypedResults.Json(new { changed = true, sessionsEnded = done.SessionsEnded, mailed = done.IsMailed }, Json),
        CareResult.Unchanged => TypedResults.Json(new { changed = false, sessionsEnded = 0, mailed = false }, Json),
        CareResult.Unknown => Unknown(),
        CareResult.UnfitRole => Refused.Because(Refusal.Of(result)!),
        _ => TypedResults.Problem(Refusal.Of(result), statusCode: StatusCodes.Status409Conflict),
    };

    private static ProblemHttpResult Unknown() => TypedResults.Problem("There is no such user.", statusCode: StatusCodes.Status404NotFound);

    private sealed record Order(string? Reason);

    private sealed record RolesOrder(IReadOnlyList<string?>? Roles, string? Reason);
}
