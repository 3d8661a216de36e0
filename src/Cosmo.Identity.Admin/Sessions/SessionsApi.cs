using System.Globalization;
using System.Text.Json;
using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Users;
using Cosmo.Identity.SecurityEvents;
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
        var limit = SessionReader.LargestPage;
        Guid? before = null;
        if (context.Request.Query["limit"] is { Count: > 0 } given
            && !(int.TryParse(given.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= SessionReader.LargestPage))
        {
            return Refuse($"limit: It is a number from 1 to {SessionReader.LargestPage}.");
        }

        if (context.Request.Query["before"] is { Count: > 0 } cursor)
        {
            if (!Guid.TryParseExact(cursor.ToString(), "D", out var id))
            {
                return Refuse("before: It is the next of the page before.");
            }

            before = id;
        }

        if (query.Faults.FirstOrDefault(fault => fault.Key != "user") is { Key: not null } wrong)
        {
            return Refuse($"{wrong.Key}: {wrong.Value}");
        }

        var page = await sessions.ReadAsync(query.Filter, before, limit, cancellationToken);
        return TypedResults.Json(new { sessions = page.Sessions, next = page.Next }, Json);
    }

    /// <summary>Ends one session; the reason may be given as <c>{"reason": "…"}</c> or in the query.</summary>
    public static async Task<IResult> EndOneAsync(Guid id, HttpContext context, SessionCare care, CancellationToken cancellationToken)
    {
        var reason = context.Request.Query["reason"] is [{ Length: > 0 } given] ? given : (await OrderBody.ReadAsync<Order>(context.Request, cancellationToken))?.Reason;
        if (Refusal.OfReason(reason, isRequired: true) is { } fault)
        {
            return Refuse($"reason: {fault}");
        }

        return await care.EndAsync(Act(context, reason), [id], cancellationToken) == 1
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
            return Refuse("Send a JSON object with reason, and with one of ids, user and everybody.");
        }

        if (Refusal.OfReason(order.Reason, isRequired: true) is { } fault)
        {
            return Refuse($"reason: {fault}");
        }

        var act = Act(context, order.Reason);
        if (order.Ids is { } ids)
        {
            return ids.Count is 0 or > SessionCare.MostAtOnce
                ? Refuse($"ids: At least one, and at most {SessionCare.MostAtOnce}.")
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
            : Refuse($"confirm: It must be {EndAllModel.Phrase}.");
    }

    private static int Count(Order order) => (order.Ids is null ? 0 : 1) + (order.User is null ? 0 : 1) + (order.Everybody ? 1 : 0);

    private static AdminAct Act(HttpContext context, string? reason) => AdminAct.Of(Administrator.Of(context).UserId, context, reason);

    private static JsonHttpResult<EndedView> Ended(int count) => TypedResults.Json(new EndedView(count), Json);

    private static ProblemHttpResult Refuse(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status400BadRequest);

    private sealed record EndedView(int Ended);

    private sealed record Order(string? Reason, IReadOnlyList<Guid>? Ids = null, Guid? User = null, bool Everybody = false, string? Confirm = null);
}
