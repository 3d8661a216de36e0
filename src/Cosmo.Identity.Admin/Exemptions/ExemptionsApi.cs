using System.Text.Json;
using Cosmo.Identity.Admin.Blocks;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Threats.Blocks;
using Cosmo.Identity.Threats.Exemptions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cosmo.Identity.Admin.Exemptions;

/// <summary><c>/api/v1/admin/exemptions</c>: exemptions from blocks for programs.</summary>
internal static class ExemptionsApi
{
    /// <summary>All that stand, newest first, and what the settings exempt: <c>{"exemptions": […], "settings": […]}</c>.</summary>
    public static async Task<IResult> ListAsync(ExemptionReader exemptions, BlockSettings settings, CancellationToken cancellationToken) =>
        TypedResults.Ok(new { exemptions = (await exemptions.ListAsync(cancellationToken)).Select(ExemptionView.Of), settings = settings.Exempt });

    /// <summary>One exemption, whatever has become of it.</summary>
    public static async Task<IResult> FindAsync(Guid id, ExemptionReader exemptions, CancellationToken cancellationToken) =>
        await exemptions.FindAsync(id, cancellationToken) is { } exemption ? TypedResults.Ok(ExemptionView.Of(exemption)) : Refuse(ExemptionFault.NotExempt);

    /// <summary>Exempts a network: <c>{"network": …, "duration": …, "reason": …}</c>; without an end where no duration is given.</summary>
    public static async Task<IResult> PlaceAsync(HttpContext context, ExemptionOrders orders, CancellationToken cancellationToken)
    {
        if (await OrderBody.ReadAsync<NetworkWish>(context.Request, cancellationToken) is not { Network: { } text } wanted)
        {
            return Refused.Because("Send a JSON object with network, reason, and if you want duration.");
        }

        if (NetworkName.Parse(text, out var fault) is not { } name)
        {
            return Refused.Because($"network: It {fault}.");
        }

        var duration = wanted.Duration is null ? (TimeSpan?)null : BlockDuration.Parse(wanted.Duration);
        if (wanted.Duration is not null && duration is null)
        {
            return Refused.Because($"duration: It is a time of at most {BlockDuration.Longest.Days} days, such as 30m, 12h, 7d or 1.12:00:00; leave it out for no end.");
        }

        return wanted.Reason?.Length > AdminAct.LongestReason ? Refused.Because(NetworkWish.LongReason)
            : await orders.PlaceAsync(context.Order(wanted.Reason), name, duration, cancellationToken) switch
            {
                ExemptionResult.Done done => TypedResults.Created($"/api/v1/admin/exemptions/{done.Exemption.Id}", ExemptionView.Of(done.Exemption)),
                ExemptionResult.Refused refused => Refuse(refused.Fault),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
    }

    /// <summary>Ends an exemption; the reason stands in the query or in the body.</summary>
    public static async Task<IResult> EndAsync(Guid id, HttpContext context, ExemptionOrders orders, CancellationToken cancellationToken)
    {
        var reason = context.Request.Query["reason"] is [{ } asked] ? asked : (await OrderBody.ReadAsync<NetworkWish>(context.Request, cancellationToken))?.Reason;
        return reason?.Length > AdminAct.LongestReason ? Refused.Because(NetworkWish.LongReason)
            : await orders.EndAsync(context.Order(reason), id, cancellationToken) is ExemptionResult.Refused refused ? Refuse(refused.Fault)
            : TypedResults.NoContent();
    }

    private static ProblemHttpResult Refuse(ExemptionFault fault) => fault switch
    {
        ExemptionFault.TooWide => Refused.Because("network: It is wider than a /8, or an IPv6 /16, and would let in a good part of the Internet."),
        ExemptionFault.NoReason => Refused.Because("reason: Say why; whoever reads the audit trail wants to know."),
        ExemptionFault.Exempt => Conflict("The network is exempt already; to have it end at another time, end that exemption first."),
        ExemptionFault.TooMany => Conflict($"{ExemptionOrders.Most} exemptions stand, and no more may; end one, or name a wider network."),
        _ => TypedResults.Problem("There is no such exemption, or it does not stand any more.", statusCode: StatusCodes.Status404NotFound),
    };

    private static ProblemHttpResult Conflict(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status409Conflict);
}

/// <summary>An exemption as programs see it.</summary>
internal sealed record ExemptionView(
    Guid Id, string Network, string State, string Reason, string PlacedBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? EndedAt, string? EndedBy)
{
    public static ExemptionView Of(KnownExemption exemption) => new(
        exemption.Id,
        exemption.Network.Network.ToString(),
        JsonNamingPolicy.CamelCase.ConvertName(exemption.State.ToString()),
        exemption.Reason,
        exemption.PlacedBy,
        exemption.CreatedAt,
        exemption.ExpiresAt,
        exemption.EndedAt,
        exemption.EndedBy);
}
