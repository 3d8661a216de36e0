using System.Text.Json;
using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Users;
using Cosmo.Identity.Sessions.Care;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cosmo.Identity.Admin.Sessions;

/// <summary><c>/api/v1/admin/sessions</c>: sessions for programs.</summary>
internal static class SessionsApi
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    /// <summary>A page of sessions: <c>{"sessions": […], "next": …}</c>; the next page is asked for with <c>before</c>.</summary>
    public static async Task<IResult> ListAsync(HttpContext context, SessionReader sessions, AccountNames names, TimeProvider clock, CancellationToken cancellationToken)
    {
        var query = await SessionQuery.ReadAsync(context.Request.Query, names, clock, cancellationToken);
        var (wanted, refusal) = ListPage.Read(context.Request.Query, "before", SessionReader.LargestPage, SessionReader.LargestPage);
        if (wanted is null)
        {
            return refusal!;
        }

        if (query.Faults.FirstOrDefault(fault => fault.Key != "user") is { Key: not null } wrong)
        {
            return Refused.Because($"{wrong.Key}: {wrong.Value}");
        }

        var page = await sessions.ReadAsync(query.Filter, wanted.Cursor, wanted.Limit, cancellationToken);
        return TypedResults.Json(new { sessions = page.Sessions, next = page.Next }, Json);
    }

    /// <summary>Ends one session; the reason may be given as <c>{"reason": "…"}</c> or in the query.</summary>
    public static async Task<IResult> EndOneAsync(Guid id, HttpContext context, SessionCare care, CancellationToken cancellationToken)
    {
        var reason = context.Request.Query["reason"] is [{ Length: > 0 } given] ? given : (await OrderBody.ReadAsync<Order>(context.Request, cancellationToken))?.Reason;
        if (Refusal.OfReason(reason, isRequired: true) is { } fault)
        {
            return Refused.Because($"reason: {fault}");
        }

        return await care.EndAsync(context.Order(reason), [id], cancellationToken) == 1
            ? TypedResults.NoContent()
            : TypedResults.Problem("There is no such live session.", statusCode: StatusCodes.Status404NotFound);
    }

    /// <summary>
    /// Ends sessions: <c>{"ids": ["…"], "reason": "…"}</c>, or all of a person with <c>user</c>, their subject, or those of everybody else with
    /// <c>"everybody": true</c> and <c>"confirm": "END ALL"</c>. The answer says how many.
    /// </summary>
    public static async Task<IResult> EndAsync(HttpContext context, SessionCare care, AccountNames names, CancellationToken cancellationToken)
    {
        if (await OrderBody.ReadAsync<Order>(context.Request, cancellationToken) is not { } order || Count(order) != 1)
        {
            return Refused.Because("Send a JSON object with reason, and with one of ids, user and everybody.");
        }

        if (Refusal.OfReason(order.Reason, isRequired: true) is { } fault)
        {
            return Refused.Because($"reason: {fault}");
        }

        var act = context.Order(order.Reason);
        if (order.Ids is { } ids)
        {
            return ids.Count is 0 or > SessionCare.MostAtOnce
                ? Refused.Because($"ids: At least one, and at most {SessionCare.MostAtOnce}.")
                : Ended(await care.EndAsync(act, [.. ids.Distinct()], cancellationToken));
        }

        if (order.User is { } user)
        {
            return (await names.OfAsync([user], cancellationToken)).ContainsKey(user)
                ? Ended(await care.EndAllOfAsync(act, user, cancellationToken))
                : TypedResults.Problem("There is no such user.", statusCode: StatusCodes.Status404NotFound);
        }

        return order.Confirm == EndAllModel.Phrase
            ? Ended(await care.EndEverybodyAsync(act, Administrator.Of(context).SessionId, cancellationToken))
            : Refused.Because($"confirm: It must be {EndAllModel.Phrase}.");
    }

    private static int Count(Order order) => (order.Ids is null ? 0 : 1) + (order.User is null ? 0 : 1) + (order.Everybody ? 1 : 0);

    private static JsonHttpResult<EndedView> Ended(int count) => TypedResults.Json(new EndedView(count), Json);

    private sealed record EndedView(int Ended);

    private sealed record Order(string? Reason, IReadOnlyList<Guid>? Ids = null, Guid? User = null, bool Everybody = false, string? Confirm = null);
}
