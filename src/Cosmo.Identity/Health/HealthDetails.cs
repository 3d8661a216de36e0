using System.Net;
using Cosmo.Identity.Data;
using Cosmo.Identity.Jobs;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Health;

/// <summary>How the database and the jobs fare, for whoever sits at the machine and asks for it: <c>/health/ready?details</c>.</summary>
internal sealed class HealthDetails(Database database, JobReader jobs, TimeProvider clock)
{
    private static readonly SqlStatement Ping = new("SELECT 1");

    /// <summary>Whether the request asks for details and comes from this machine. Everybody else hears one word.</summary>
    public static bool AreFor(HttpContext context) =>
        context.Request.Query.ContainsKey("details") && IPAddress.IsLoopback(RequestOrigin.Of(context).Address);

    /// <summary>Asks the database and reads the latest runs.</summary>
    public async Task<object> ReadAsync(CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        await database.ReadFirstAsync(Ping, row => row.GetInt32(0), cancellationToken);
        var answered = clock.GetElapsedTime(since);
        var states = await jobs.ReadAsync(cancellationToken);
        return new
        {
            status = "ready",
            database = new { provider = database.Provider.ToString(), milliseconds = Math.Round(answered.TotalMilliseconds, 1) },
            jobs = states.Select(state => new
            {
                name = state.Name,
                period = state.Period.ToString(),
                started_at = state.Last?.StartedAt,
                milliseconds = state.Last?.DurationMilliseconds,
                rows = state.Last?.Rows,
                error = state.Last?.Error,
                done_at = state.DoneAt,
            }),
        };
    }
}
