using System.Diagnostics;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.Jobs.Pruning;

/// <summary>
/// Deletes old rows in batches that adapt to the machine, so that requests go on beside it: on SQLite a batch holds the writers'
/// gate for some twenty milliseconds and then leaves it to the others; PostgreSQL lets them pass anyway.
/// </summary>
internal sealed class BatchedDelete(Database database, TimeProvider clock)
{
    private const int MostFaultsInARow = 10;

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    /// <summary>Deletes the rows that the rule gives up at this instant, while there is time; tells how many.</summary>
    /// <param name="rule">Which rows.</param>
    /// <param name="now">The instant by which their age is told.</param>
    /// <param name="until">The timestamp after which no batch is begun.</param>
    /// <param name="cancellationToken">Stops after the batch.</param>
    public async Task<long> RunAsync(PruneRule rule, DateTimeOffset now, long until, CancellationToken cancellationToken)
    {
        var pace = database.Provider == DatabaseProvider.Sqlite ? BatchPace.ForOneWriter() : BatchPace.ForManyWriters();
        var position = new Position(now - rule.Age, until);
        for (var faults = 0; ;)
        {
            try
            {
                await using var connection = database.OpenBackground();
                await DeleteAsync(connection, rule, position, pace, () => faults = 0, cancellationToken);
                return position.Deleted;
            }
            catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception) && ++faults < MostFaultsInARow)
            {
                // Requests come first; what was deleted stays deleted.
                pace.Shrink();
                await Task.Delay(AfterFault, clock, cancellationToken);
            }
        }
    }

    private async Task DeleteAsync(BackgroundConnection connection, PruneRule rule, Position position, BatchPace pace, Action succeeded, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var size = pace.Size;
            var (deleted, held) = database.Provider == DatabaseProvider.Sqlite
                ? await DeleteSqliteAsync(connection, rule, position, size, cancellationToken)
                : await DeletePostgreSqlAsync(connection, rule, position, size, cancellationToken);
            succeeded();
            position.Deleted += deleted;
            if (deleted < size || clock.GetTimestamp() > position.Until)
            {
                return;
            }

            pace.Adapt(held);
            if (pace.PauseAfter(held) is { Ticks: > 0 } pause)
            {
                await Task.Delay(pause, clock, cancellationToken);
            }
        }
    }

    private static async Task<(int Deleted, TimeSpan Held)> DeleteSqliteAsync(
        BackgroundConnection connection, PruneRule rule, Position position, int size, CancellationToken cancellationToken)
    {
        var text = $"DELETE FROM {rule.Table} WHERE rowid IN (SELECT old.rowid FROM {rule.Table} AS old WHERE old.{rule.Column} < $1{And(rule)} LIMIT $2)";
        var write = await connection.WriteAsync([new SqlStatement(text, position.Before, size)], cancellationToken);
        return (write.Touched[0], write.Held);
    }

    // By ctid and from where the last batch ended: the index entries of deleted rows stay until VACUUM, and need not be read again.
    private static async Task<(int Deleted, TimeSpan Held)> DeletePostgreSqlAsync(
        BackgroundConnection connection, PruneRule rule, Position position, int size, CancellationToken cancellationToken)
    {
        var text =
            $"""
            WITH gone AS (
                DELETE FROM {rule.Table} WHERE ctid = ANY (ARRAY(
                    SELECT old.ctid FROM {rule.Table} AS old
                    WHERE old.{rule.Column} >= $1 AND old.{rule.Column} < $2{And(rule)} ORDER BY old.{rule.Column} LIMIT $3))
                RETURNING {rule.Column} AS at)
            SELECT count(*), max(at) FROM gone
            """;
        var since = Stopwatch.GetTimestamp();
        var (deleted, last) = (await connection.ReadAllAsync(
            new SqlStatement(text, position.From, position.Before, size), row => (row.GetInt64(0), row.Instant(1)), cancellationToken))[0];
        position.From = last ?? position.From;
        return ((int)deleted, Stopwatch.GetElapsedTime(since));
    }

    private static string And(PruneRule rule) => rule.Condition is null ? "" : $" AND {rule.Condition}";

    /// <summary>How far the deleting has come.</summary>
    private sealed class Position(DateTimeOffset before, long until)
    {
        public long Until { get; } = until;

        public DateTimeOffset Before { get; } = before;

        public DateTimeOffset From { get; set; } = DateTimeOffset.UnixEpoch;

        public long Deleted { get; set; }
    }
}
