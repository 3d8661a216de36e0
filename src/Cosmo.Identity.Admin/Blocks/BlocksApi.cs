using System.Text.Json;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Threats.Blocks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cosmo.Identity.Admin.Blocks;

/// <summary><c>/api/v1/admin/ip-blocks</c>: blocks for programs.</summary>
internal static class BlocksApi
{
    private const int UsualPage = 50;

    private const int LargestPage = 200;

    /// <summary>Standing blocks, newest first: <c>{"blocks": […], "next": …}</c>; the next page is asked for with <c>after</c>.</summary>
    public static async Task<IResult> ListAsync(HttpContext context, IpBlockReader blocks, CancellationToken cancellationToken)
    {
        var (wanted, refusal) = ListPage.Read(context.Request.Query, "after", UsualPage, LargestPage);
        if (wanted is null)
        {
            return refusal!;
        }

        var page = await blocks.ListAsync(wanted.Cursor, wanted.Limit, cancellationToken);
        return TypedResults.Ok(new { blocks = page.Blocks.Select(BlockView.Of), next = page.Next });
    }

    /// <summary>One block, whatever has become of it.</summary>
    public static async Task<IResult> FindAsync(Guid id, IpBlockReader blocks, CancellationToken cancellationToken) =>
        await blocks.FindAsync(id, cancellationToken) is { } block ? TypedResults.Ok(BlockView.Of(block)) : NotFound();

    /// <summary>Places a block: <c>{"network": …, "duration": …, "reason": …}</c>; the settings say how long where no duration is given.</summary>
    public static async Task<IResult> PlaceAsync(HttpContext context, BlockOrders orders, CancellationToken cancellationToken)
    {
        if (await ReadAsync(context.Request, cancellationToken) is not { Network: { } text } wanted)
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
            return Refused.Because(NoDuration);
        }

        return ReasonFaultOf(wanted.Reason) is { } reason ? Refused.Because(reason)
            : await orders.PlaceAsync(context.Order(wanted.Reason), name, duration, cancellationToken) switch
            {
                BlockResult.Done done => TypedResults.Created($"/api/v1/admin/ip-blocks/{done.Block.Id}", BlockView.Of(done.Block)),
                BlockResult.Refused refused => Refuse(refused.Fault),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
    }

    /// <summary>Lets a block last longer: <c>{"duration": …, "reason": …}</c>, from now. It has another key then.</summary>
    public static async Task<IResult> ExtendAsync(Guid id, HttpContext context, BlockOrders orders, CancellationToken cancellationToken)
    {
        if (await ReadAsync(context.Request, cancellationToken) is not { Duration: { } text } wanted)
        {
            return Refused.Because("Send a JSON object with duration and reason.");
        }

        return BlockDuration.Parse(text) is not { } duration ? Refused.Because(NoDuration)
            : ReasonFaultOf(wanted.Reason) is { } reason ? Refused.Because(reason)
            : await orders.ExtendAsync(context.Order(wanted.Reason), id, duration, cancellationToken) switch
            {
                BlockResult.Done done => TypedResults.Ok(BlockView.Of(done.Block)),
                BlockResult.Refused refused => Refuse(refused.Fault),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
    }

    /// <summary>Lifts a block; a reason may stand in the query or in the body.</summary>
    public static async Task<IResult> LiftAsync(Guid id, HttpContext context, BlockOrders orders, CancellationToken cancellationToken)
    {
        var reason = context.Request.Query["reason"] is [{ } asked] ? asked : (await ReadAsync(context.Request, cancellationToken))?.Reason;
        return reason?.Length > AdminAct.LongestReason ? Refused.Because(NetworkWish.LongReason)
            : await orders.LiftAsync(context.Order(reason), id, cancellationToken) is null ? NotFound()
            : TypedResults.NoContent();
    }

    private static string NoDuration => $"duration: It is a time of at most {BlockDuration.Longest.Days} days, such as 30m, 12h, 7d or 1.12:00:00.";

    private static string? ReasonFaultOf(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? "reason: Say why; whoever reads the audit trail wants to know."
        : reason.Length > AdminAct.LongestReason ? NetworkWish.LongReason
        : null;

    private static async Task<NetworkWish?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return request.HasJsonContentType() ? await request.ReadFromJsonAsync<NetworkWish>(cancellationToken) : null;
        }
        catch (Exception exception) when (exception is JsonException or BadHttpRequestException)
        {
            return null;
        }
    }

    private static ProblemHttpResult Refuse(BlockFault fault) => fault switch
    {
        BlockFault.TooWide => Refused.Because("network: It is wider than a /8, or an IPv6 /16, and would refuse a good part of the Internet."),
        BlockFault.Exempt => Conflict("The network is exempt by Threats:ExemptNetworks or RateLimits:ExemptNetworks; no block applies to it."),
        BlockFault.Exempted => Conflict("An administrator has exempted the network from blocks; end the exemption first (GET /api/v1/admin/exemptions)."),
        BlockFault.OwnNetwork => Conflict("You come from this network yourself, and would lock yourself out."),
        BlockFault.Blocked => Conflict("The network is blocked already; extend its block, or lift it first."),
        BlockFault.EndsLater => Conflict("The block ends later than that as it is; to shorten it, lift it and place another."),
        BlockFault.NotBlocked => NotFound(),
        _ => Refused.Because("network: It is no address and no network."),
    };

    private static ProblemHttpResult Conflict(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status409Conflict);

    private static ProblemHttpResult NotFound() => TypedResults.Problem("There is no such block, or it does not stand any more.", statusCode: StatusCodes.Status404NotFound);
}

/// <summary>A block as programs see it.</summary>
internal sealed record BlockView(
    Guid Id, string Network, string State, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LiftedAt, int Repetition, string Reason, int? Score, string PlacedBy)
{
    public static BlockView Of(KnownBlock block) => new(
        block.Id,
        block.Network.Network.ToString(),
        JsonNamingPolicy.CamelCase.ConvertName(block.State.ToString()),
        block.CreatedAt,
        block.ExpiresAt,
        block.LiftedAt,
        block.Repetition,
        block.Reason,
        block.Score,
        block.PlacedBy);
}
