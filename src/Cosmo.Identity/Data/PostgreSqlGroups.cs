using System.Data.Common;
using System.Diagnostics;
using System.Threading.Channels;
using Cosmo.Identity.Telemetry;
using Npgsql;

namespace Cosmo.Identity.Data;

/// <summary>
/// Sends statements that wait at the same moment as one batch: one round trip for all, and for writes one commit. A caller is
/// answered only after the batch has ended; where another's statement broke it, each is run again by itself.
/// </summary>
internal sealed class PostgreSqlGroups : IAsyncDisposable
{
    private const int LargestGroup = 64;

    private static readonly KeyValuePair<string, object?> Read = new("kind", "read");
    private static readonly KeyValuePair<string, object?> Write = new("kind", "write");

    private readonly Channel<PostgreSqlWork> queue = Channel.CreateUnbounded<PostgreSqlWork>();
    private readonly NpgsqlDataSource source;
    private readonly TimeSpan deadline;
    private readonly Task[] loops;

    /// <param name="source">Where connections come from.</param>
    /// <param name="deadline">Work that has waited so long is not begun.</param>
    /// <param name="count">How many batches may be under way at once.</param>
    public PostgreSqlGroups(NpgsqlDataSource source, TimeSpan deadline, int count)
    {
        this.source = source;
        this.deadline = deadline;
        loops = [.. Enumerable.Range(0, count).Select(_ => Task.Run(RunAsync))];
    }

    public void Enqueue(PostgreSqlWork work)
    {
        if (!queue.Writer.TryWrite(work))
        {
            work.Fail(new DatabaseUnavailableException("The server is stopping."));
        }
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await Task.WhenAll(loops);
    }

    private async Task RunAsync()
    {
        var group = new List<PostgreSqlWork>(LargestGroup);
        while (await queue.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < LargestGroup && queue.Reader.TryRead(out var work))
            {
                if (Stopwatch.GetElapsedTime(work.Since) < deadline)
                {
                    group.Add(work);
                }
                else
                {
                    work.Fail(new DatabaseUnavailableException());
                }
            }

            if (group.Count > 0)
            {
                await RunGroupAsync(group);
            }
        }
    }

    private async Task RunGroupAsync(List<PostgreSqlWork> group)
    {
        try
        {
            await SendAsync(group);
            var kind = group[0].ReadsRows ? Read : Write;
            Measures.DatabaseGroup.Record(group.Count, kind);
            Measures.DatabaseTime.Record(Stopwatch.GetElapsedTime(group[0].Since).TotalSeconds, kind);
            group.ForEach(work => work.Complete());
        }
        catch (PostgresException) when (group.Count > 1)
        {
            // The server has rolled all of it back; whose fault it was shows when each is alone.
            foreach (var work in group.ToArray())
            {
                await RunGroupAsync([work]);
            }
        }
        catch (Exception exception)
        {
            group.ForEach(work => work.Fail(exception));
        }
    }

    private async Task SendAsync(List<PostgreSqlWork> group)
    {
        await using var batch = source.CreateBatch();
        foreach (var work in group)
        {
            foreach (var statement in work.Statements)
            {
                batch.BatchCommands.Add(Command(statement));
            }
        }

        if (group[0].ReadsRows)
        {
            await using var rows = await batch.ExecuteReaderAsync();
            foreach (var work in group)
            {
                await work.ReadAsync(rows);
                await rows.NextResultAsync();
            }

            return;
        }

        await batch.ExecuteNonQueryAsync();
        var at = 0;
        foreach (var work in group)
        {
            for (var i = 0; i < work.Statements.Count; i++)
            {
                work.Touched(i, batch.BatchCommands[at++].RecordsAffected);
            }
        }
    }

    private static NpgsqlBatchCommand Command(SqlStatement statement)
    {
        var command = new NpgsqlBatchCommand(statement.Text);
        foreach (var value in statement.Values)
        {
            command.Parameters.Add(new NpgsqlParameter { DbType = value.Type, Value = value.Value ?? DBNull.Value });
        }

        return command;
    }
}

/// <summary>What one caller wants of the database, and how it is told.</summary>
internal abstract class PostgreSqlWork(IReadOnlyList<SqlStatement> statements)
{
    public IReadOnlyList<SqlStatement> Statements => statements;

    public long Since { get; } = Stopwatch.GetTimestamp();

    /// <summary>Reads are never in one queue with writes.</summary>
    public abstract bool ReadsRows { get; }

    public abstract Task ReadAsync(DbDataReader rows);

    public abstract void Touched(int statement, int rows);

    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

/// <summary>A query whose rows become a list.</summary>
internal sealed class PostgreSqlRead<T>(SqlStatement statement, Func<DbDataReader, T> read) : PostgreSqlWork([statement])
{
    private readonly TaskCompletionSource<List<T>> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<T> all = [];

    public Task<List<T>> Task => done.Task;

    public override bool ReadsRows => true;

    public override async Task ReadAsync(DbDataReader rows)
    {
        // A group that broke is read again.
        all.Clear();
        while (await rows.ReadAsync())
        {
            all.Add(read(rows));
        }
    }

    public override void Touched(int statement, int rows)
    {
    }

    public override void Complete() => done.SetResult(all);

    public override void Fail(Exception exception) => done.SetException(exception);
}

/// <summary>Statements that belong together in one transaction.</summary>
internal sealed class PostgreSqlWrite(IReadOnlyList<SqlStatement> statements) : PostgreSqlWork(statements)
{
    private readonly TaskCompletionSource<int[]> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int[] touched = new int[statements.Count];

    public Task<int[]> Task => done.Task;

    public override bool ReadsRows => false;

    public override Task ReadAsync(DbDataReader rows) => System.Threading.Tasks.Task.CompletedTask;

    public override void Touched(int statement, int rows) => touched[statement] = rows;

    public override void Complete() => done.SetResult(touched);

    public override void Fail(Exception exception) => done.SetException(exception);
}
