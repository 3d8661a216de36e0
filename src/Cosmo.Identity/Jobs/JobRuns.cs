using Cosmo.Identity.Data;

namespace Cosmo.Identity.Jobs;

/// <summary>The rows of <c>job_runs</c>: who may run now, and what became of it.</summary>
internal sealed class JobRuns(Database database, TimeProvider clock)
{
    /// <summary>Any number does, as long as nothing else in this database locks by it.</summary>
    private const long ClaimLock = 0x436F736D6F4A6F62;

    private const int LongestError = 1000;

    private const string InsertText = "INSERT INTO job_runs (id, job, node, started_at, rows) SELECT $1, $2, $3, $4, 0 ";

    private const string UnlessRunning =
        "WHERE NOT EXISTS (SELECT 1 FROM job_runs WHERE job = $2 AND duration_milliseconds IS NULL AND started_at > $5 AND started_at < $6)";

    private const string UnlessRun = " AND NOT EXISTS (SELECT 1 FROM job_runs WHERE job = $2 AND started_at > $7 AND started_at < $8)";

    private const string FinishText = "UPDATE job_runs SET duration_milliseconds = $1, rows = $2, error = $3 WHERE id = $4";

    private const string InterruptText =
        "UPDATE job_runs SET duration_milliseconds = 0, error = 'The server ended during the run.' WHERE job = $1 AND duration_milliseconds IS NULL AND started_at < $2";

    private const string InterruptOthersText =
        "UPDATE job_runs SET duration_milliseconds = 0, error = 'The server ended during the run.' WHERE duration_milliseconds IS NULL AND node <> $1";

    private const string LastText =
        "SELECT id, job, node, started_at, duration_milliseconds, rows, error FROM job_runs WHERE job = $1 ORDER BY started_at DESC LIMIT 1";

    private const string LastDoneText =
        """
        SELECT id, job, node, started_at, duration_milliseconds, rows, error FROM job_runs
        WHERE job = $1 AND duration_milliseconds IS NOT NULL AND error IS NULL ORDER BY started_at DESC LIMIT 1
        """;

    /// <summary>This server among all that run jobs.</summary>
    public string Node { get; } = NodeName.New();

    /// <summary>
    /// Claims the run that is due: null when another node has had it or has it still. What decides is the row, in one transaction,
    /// so it holds on any number of nodes. A clock that was put back claims anew.
    /// </summary>
    public Task<JobRun?> ClaimAsync(RecurringJob job, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // A little less than the period: nodes and timers are not exact to the millisecond.
        var pause = job.Period * 0.9;
        return InsertAsync(job, InsertText + UnlessRunning + UnlessRun, now, [now - job.Limit, now + job.Limit, now - pause, now + pause], cancellationToken);
    }

    /// <summary>At the start of the only node: whatever runs by the rows has died with its process.</summary>
    public Task InterruptOthersAsync(CancellationToken cancellationToken) =>
        database.ExecuteAsync([new SqlStatement(InterruptOthersText, Node)], cancellationToken);

    /// <summary>Claims a run now, due or not; null when one is under way.</summary>
    public Task<JobRun?> ClaimNowAsync(RecurringJob job, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return InsertAsync(job, InsertText + UnlessRunning, now, [now - job.Limit, now + job.Limit], cancellationToken);
    }

    /// <summary>Writes down how a run ended.</summary>
    public async Task FinishAsync(JobRun run, CancellationToken cancellationToken)
    {
        run.Error = run.Error is { Length: > LongestError } long_ ? long_[..LongestError] : run.Error;
        await database.ExecuteAsync([new SqlStatement(FinishText, run.DurationMilliseconds!.Value, run.Rows, run.Error, run.Id)], cancellationToken);
    }

    /// <summary>The latest run of a job; null when it never ran.</summary>
    public async Task<JobRun?> LastAsync(string job, CancellationToken cancellationToken) =>
        await database.ReadFirstAsync(new SqlStatement(LastText, job), Read, cancellationToken);

    /// <summary>The latest run of a job that ended well.</summary>
    public async Task<JobRun?> LastDoneAsync(string job, CancellationToken cancellationToken) =>
        await database.ReadFirstAsync(new SqlStatement(LastDoneText, job), Read, cancellationToken);

    private async Task<JobRun?> InsertAsync(RecurringJob job, string text, DateTimeOffset now, SqlValue[] bounds, CancellationToken cancellationToken)
    {
        var run = new JobRun { Job = job.Name, Node = Node, StartedAt = now };
        List<SqlStatement> statements = [];
        if (database.Provider == DatabaseProvider.PostgreSql)
        {
            // Two that look at the same moment would both find nothing; SQLite has one writer anyway.
            statements.Add(new SqlStatement("SELECT pg_advisory_xact_lock($1)", ClaimLock));
        }

        statements.Add(new SqlStatement(InterruptText, job.Name, now - job.Limit));
        statements.Add(new SqlStatement(text, [run.Id, run.Job, run.Node, run.StartedAt, .. bounds]));
        await using var connection = database.OpenBackground();
        return (await connection.WriteAsync(statements, cancellationToken)).Touched[^1] == 1 ? run : null;
    }

    private static JobRun Read(System.Data.Common.DbDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Job = row.GetString(1),
        Node = row.GetString(2),
        StartedAt = row.Instant(3)!.Value,
        DurationMilliseconds = row.IsDBNull(4) ? null : row.GetInt32(4),
        Rows = row.GetInt64(5),
        Error = row.Text(6),
    };
}
