using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cosmo.Identity.Admin.Operations;

/// <summary><c>/api/v1/admin/jobs</c>: recurring work for programs.</summary>
internal static class JobsApi
{
    public static void MapJobs(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/v1/admin/jobs").WithMetadata(new AdminArea());
        api.MapGet("", ListAsync);
        api.MapPost("/{name}/run", RunAsync);
    }

    private static async Task<IResult> ListAsync(JobReader jobs, CancellationToken cancellationToken) =>
        TypedResults.Ok((await jobs.ReadAsync(cancellationToken)).Select(job => new
        {
            job.Name,
            job.Period,
            LastStartedAt = job.Last?.StartedAt,
            job.Last?.DurationMilliseconds,
            job.Last?.Rows,
            job.Last?.Error,
            NextAt = job.Last?.StartedAt + job.Period,
            job.DoneAt,
        }));

    private static async Task<IResult> RunAsync(string name, HttpContext context, JobOrders orders, CancellationToken cancellationToken)
    {
        if (!orders.Knows(name))
        {
            return TypedResults.Problem("There is no such job.", statusCode: StatusCodes.Status404NotFound);
        }

        var (reason, fault) = await ActBody.ReadReasonAsync(context.Request, cancellationToken);
        if (fault is not null)
        {
            return fault;
        }

        return await orders.BeginAsync(context.Order(reason), name, cancellationToken)
            ? TypedResults.StatusCode(StatusCodes.Status202Accepted)
            : TypedResults.Problem("It is under way already.", statusCode: StatusCodes.Status409Conflict);
    }
}
