using System.CommandLine;
using System.Globalization;
using Cosmo.Identity.Data;
using Cosmo.Identity.Jobs;
using Cosmo.Identity.Server.Configuration;

namespace Cosmo.Identity.Server.Commands;

/// <summary><c>jobs</c>: how recurring work fares, and a run by hand.</summary>
internal static class JobsCommand
{
    public static Command Create(ProgramSettings program)
    {
        var list = new Command("list", "Lists all jobs with their latest run.");
        list.SetAction((_, cancellationToken) => ListAsync(program, cancellationToken));
        var name = new Argument<string>("NAME") { Description = "The job's name, as jobs list shows it." };
        var trustClock = new Option<bool>("--trust-clock") { Description = "The machine's clock is right, whatever the database says." };
        var run = new Command("run", "Runs a job now, beside running servers too.") { name, trustClock };
        run.SetAction((parsed, cancellationToken) => RunAsync(program, parsed.GetValue(name)!, parsed.GetValue(trustClock), cancellationToken));
        return new Command("jobs", "Recurring work: pruning, scoring, statistics.") { list, run };
    }

    private static async Task<int> ListAsync(ProgramSettings program, CancellationToken cancellationToken)
    {
        await using var app = ServeCommand.Build(program, level => level >= LogLevel.Warning);
        await RequireSchemaAsync(app.Services, program, cancellationToken);
        var states = await app.Services.GetRequiredService<JobReader>().ReadAsync(cancellationToken);
        Table.Write(
            ["JOB", "EVERY", "LAST RUN", "MS", "ROWS", "RESULT", "LAST DONE", "NODE"],
            states.Select(state => (IReadOnlyList<string>)
            [
                state.Name,
                state.Period.ToString(),
                state.Last is { } last ? $"{last.StartedAt:u}" : "",
                state.Last?.DurationMilliseconds?.ToString(CultureInfo.InvariantCulture) ?? "",
                state.Last?.Rows.ToString(CultureInfo.InvariantCulture) ?? "",
                ResultOf(state.Last),
                state.DoneAt is { } done ? $"{done:u}" : "",
                state.Last?.Node ?? "",
            ]));
        return Exit.Done;
    }

    private static async Task<int> RunAsync(ProgramSettings program, string name, bool trustClock, CancellationToken cancellationToken)
    {
        await using var app = ServeCommand.Build(program, level => level >= LogLevel.Warning);
        await RequireSchemaAsync(app.Services, program, cancellationToken);
        var jobs = app.Services.GetServices<RecurringJob>().ToList();
        var job = jobs.SingleOrDefault(job => job.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new RefusedException($"There is no job of that name. There are: {string.Join(", ", jobs.Select(job => job.Name).Order(StringComparer.Ordinal))}.");
        var run = await app.Services.GetRequiredService<JobRunner>().RunNowAsync(job, trustClock, cancellationToken)
            ?? throw new RefusedException($"{job.Name} is running already; see: cosmo-identity jobs list");
        if (run.Error is { } error)
        {
            throw new RefusedException($"{job.Name}: {error}");
        }

        Console.WriteLine($"{job.Name} ended after {run.DurationMilliseconds} ms; rows: {run.Rows}.");
        return Exit.Done;
    }

    private static async Task RequireSchemaAsync(IServiceProvider services, ProgramSettings program, CancellationToken cancellationToken)
    {
        const string NoSchema = "The database has no schema yet, or an older one. Run: cosmo-identity migrate";
        if (SqliteFile.IsMissing(program.Settings.Database) || (await services.GetRequiredService<Schema>().ReadStateAsync(cancellationToken)).Missing.Count > 0)
        {
            throw new SchemaException(NoSchema);
        }
    }

    private static string ResultOf(JobRun? run) => run switch
    {
        null => "never ran",
        { Error: { } error } => error,
        { DurationMilliseconds: null } => "running",
        _ => "done",
    };
}
