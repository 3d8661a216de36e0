using System.Globalization;
using Cosmo.Identity.Threats.Blocks;
using Cosmo.Identity.Threats.Scoring;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

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
        if (NumberOf(query["least"], 1, 1, 100) is not { } least)
        {
            return Refuse("least: It is a score from 1 to 100.");
        }

        if (NumberOf(query["limit"], UsualPage, 1, LargestPage) is not { } limit)
        {
            return Refuse($"limit: It is a number from 1 to {LargestPage}.");
        }

        SuspiciousCursor? after = null;
        if (query["after"] is { Count: > 0 } cursor && (after = SuspiciousCursor.Parse(cursor.ToString())) is null)
        {
            return Refuse("after: It is the next of the page before.");
        }

        var page = await suspicions.ReadAsync(least, after, limit, cancellationToken);
        return TypedResults.Ok(new
        {
            addresses = page.Addresses.Select(address => new { address.IpAddress, address.Score, address.Reasons, address.WindowStart, address.ScoredAt, block = BlockOf(blocks.Against(address.IpAddress)) }),
            next = page.Next?.ToString(),
        });
    }

    /// <summary>A number of a query, or the usual one; null where it is none or out of bounds.</summary>
    public static int? NumberOf(Microsoft.Extensions.Primitives.StringValues given, int usual, int least, int most) =>
        given.Count == 0 ? usual
        : int.TryParse(given.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : null;

    private static object? BlockOf(StandingBlock? block) =>
        block is null ? null : new { block.Id, network = block.Network.Network.ToString(), block.ExpiresAt, block.IsInForce };

    private static ProblemHttpResult Refuse(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status400BadRequest);
}
