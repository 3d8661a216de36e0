using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Layout;
using Cosmo.Identity.Jobs.Statistics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cosmo.Identity.Admin.Statistics;

/// <summary><c>/api/v1/admin/statistics</c>: hourly counts of events for programs, over a <c>range</c> as pages have it.</summary>
internal static class StatisticsApi
{
    public static void MapStatistics(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/v1/admin/statistics", ReadAsync).WithMetadata(new AdminArea());

    private static async Task<IResult> ReadAsync(string? range, StatisticsReader statistics, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (range is not null && TimeRange.All.All(one => one.Name != range))
        {
            return TypedResults.Problem($"range: It is one of {string.Join(", ", TimeRange.All.Select(one => one.Name))}.", statusCode: StatusCodes.Status400BadRequest);
        }

        var now = clock.GetUtcNow();
        var from = now - TimeRange.Of(range).Length;
        return TypedResults.Ok(new { from, to = now, hours = await statistics.ReadAsync(new DateTimeOffset(from.UtcTicks - (from.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero), now, cancellationToken) });
    }
}
