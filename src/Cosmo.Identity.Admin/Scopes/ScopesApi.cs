using Cosmo.Identity.Admin.Clients;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Provisioning;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Admin.Scopes;

/// <summary><c>/api/v1/admin/scopes</c>: scopes for programs. A scope's name may have slashes, so it stands in the body or in the query.</summary>
internal static class ScopesApi
{
    /// <summary>All scopes, built-in ones first.</summary>
    public static async Task<IResult> ListAsync(ClientReader clients, CancellationToken cancellationToken) =>
        TypedResults.Ok(new { scopes = await clients.ScopesAsync(cancellationToken) });

    /// <summary>Makes or changes a scope: <c>{"scope": {"name": …}, "reason": …, "version": …}</c>.</summary>
    public static async Task<IResult> SaveAsync(HttpContext context, ScopeOrders orders, CancellationToken cancellationToken)
    {
        var (order, refusal) = await ApiOrder.ReadAsync(context.Request, "scope", needsReason: false, cancellationToken);
        return order is null ? refusal!
            : await orders.SaveAsync(order.ActOf(context), OrderKind.CreateOrChange, null, order.Thing!.Value, order.Version, cancellationToken) switch
            {
                OrderResult.Done done => TypedResults.Ok(new { done.IsNew, done.Changes }),
                var failed => ApiOrder.AnswerTo(failed),
            };
    }

    /// <summary>Deletes the scope of <c>name</c>, which no client may ask for any more.</summary>
    public static async Task<IResult> DeleteAsync(HttpContext context, ScopeOrders orders, CancellationToken cancellationToken)
    {
        if (context.Request.Query["name"] is not [{ Length: > 0 } name])
        {
            return Refused.Because("name: Say which scope.");
        }

        var (order, refusal) = await ApiOrder.ReadAsync(context.Request, null, needsReason: true, cancellationToken);
        return order is null ? refusal!
            : await orders.DeleteAsync(order.ActOf(context), name, cancellationToken) switch
            {
                OrderResult.Done => TypedResults.NoContent(),
                var failed => ApiOrder.AnswerTo(failed),
            };
    }
}
