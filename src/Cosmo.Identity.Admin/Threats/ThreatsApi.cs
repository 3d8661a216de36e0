using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Threats.Blocks;
using Cosmo.Identity.Threats.Scoring;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Admin.Threats;

/// <summary><c>/api/v1/admin/suspicious-activity</c>: what the last scoring run found, for programs.</summary>
internal static class ThreatsApi
{
    private const int UsualPage = 50;

    private const int LargestPage = 200;

    /// <summary>
    /// Addresses with a score of at least <c>least</c>, highest first: <c>{"addresses": […], "next": …}</c>; the next page is asked for with
    /// <c>after</c>.
    /// </summary>
    public static async Task<IResult> ListAsync(HttpContext context, SuspiciousActivityReader suspicions, IpBlockReader blocks, CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        if (ListPage.NumberOf(query["least"], 1, 1, 100) is not { } least)
        {
            return Refused.Because("least: It is a score from 1 to 100.");
        }

        var (limit, refusal) = ListPage.ReadLimit(query, UsualPage, LargestPage);
        if (limit is null)
        {
            return refusal!;
        }

        SuspiciousCursor? after = null;
        if (query["after"] is { Count: > 0 } cursor && (after = SuspiciousCursor.Parse(cursor.ToString())) is null)
        {
            return Refused.Because("after: It is the next of the page before.");
        }

        var page = await suspicions.ReadAsync(least, after, limit.Value, cancellationToken);
        return TypedResults.Ok(new
        {
            addresses = page.Addresses.Select(address => new { address.IpAddress, address.Score, address.Reasons, address.WindowStart, address.ScoredAt, block = BlockOf(blocks.Against(address.IpAddress)) }),
            next = page.Next?.ToString(),
        });
    }

    private static object? BlockOf(StandingBlock? block) =>
        block is null ? null : new { block.Id, network = block.Network.Network.ToString(), block.ExpiresAt, block.IsInForce };
}
