using Cosmo.Identity.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Health;

/// <summary>Two questions that must not be one: does the process live, and can it serve.</summary>
internal static class HealthModule
{
    // A write that changes nothing: a database that only reads cannot sign anybody in.
    private static readonly SqlStatement[] Probe = [new("UPDATE cache_versions SET version = version WHERE name = $1", "")];

    public static IServiceCollection AddHealth(this IServiceCollection services) => services.AddSingleton<HealthDetails>().AddHostedService<ReturnIdleMemory>();

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => TypedResults.Text("live"));
        endpoints.MapGet("/health/ready", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(HttpContext context, Database database, HealthDetails details, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await database.ExecuteAsync(Probe, cancellationToken);
            return HealthDetails.AreFor(context) ? TypedResults.Json(await details.ReadAsync(cancellationToken)) : TypedResults.Text("ready");
        }
        catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception))
        {
            context.Response.Headers.RetryAfter = "2";
            return TypedResults.Text("the database does not answer", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
