using System.Collections.Concurrent;
using System.Diagnostics;
using Cosmo.Identity.Telemetry;
using Microsoft.Data.Sqlite;

namespace Cosmo.Identity.Data;

/// <summary>
/// The writer for statements: one thread that takes all that wait, runs each in a savepoint, and commits them at once, so that
/// a hundred concurrent writes cost one fsync. A caller is answered only after the commit.
/// </summary>
internal sealed class SqliteGroupWriter : IAsyncDisposable
{
    private const int LargestGroup = 128;

    private static readonly KeyValuePair<string, object?> Kind = new("kind", "write");

    private static readonly SqlStatement Begin = new("BEGIN IMMEDIATE");
    private static readonly SqlStatement Commit = new("COMMIT");
    private static readonly SqlStatement Rollback = new("ROLLBACK");
    private static readonly SqlStatement Savepoint = new("SAVEPOINT one");
    private static readonly SqlStatement Release = new("RELEASE one");
    private static readonly SqlStatement RollbackTo = new("ROLLBACK TO one");

    private readonly BlockingCollection<Write> queue = new(new ConcurrentQueue<Write>());
    private readonly string connectionString;
    private readonly SemaphoreSlim gate;
    private readonly TimeSpan deadline;
    private readonly Thread thread;
    private SqliteStatements? connection;

    public SqliteGroupWriter(string connectionString, SemaphoreSlim gate, TimeSpan deadline)
    {
        this.connectionString = connectionString;
        this.gate = gate;
        this.deadline = deadline;
        thread = new Thread(Run) { IsBackground = true, Name = "sqlite-writer" };
        thread.Start();
    }

    public Task<int[]> ExecuteAsync(IReadOnlyList<SqlStatement> statements)
    {
        var write = new Write(statements, Stopwatch.GetTimestamp());
        queue.Add(write);
        return write.Done.Task;
    }

    public ValueTask DisposeAsync()
    {
        queue.CompleteAdding();
        thread.Join();
        connection?.Dispose();
        queue.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Run()
    {
        var group = new List<Write>(LargestGroup);
        while (queue.TryTake(out var first, Timeout.Infinite))
        {
            group.Clear();
            group.Add(first);
            while (group.Count < LargestGroup && queue.TryTake(out var next))
            {
                group.Add(next);
            }

            try
            {
                RunGroup(group);
            }
            catch (Exception exception)
            {
                FailAll(group, exception);
            }
        }
    }

    private void RunGroup(List<Write> group)
    {
        var left = deadline - Stopwatch.GetElapsedTime(group[0].Since);
        if (left <= TimeSpan.Zero || !gate.Wait(left))
        {
            throw new DatabaseUnavailableException("Too many writes wait for the database.");
        }

        try
        {
            connection ??= SqliteStatements.Open(connectionString);
            connection.Execute(Begin);
            foreach (var write in group)
            {
                RunOne(connection, write);
            }

            connection.Execute(Commit);
        }
        catch
        {
            Abandon();
            throw;
        }
        finally
        {
            gate.Release();
        }

        Measures.DatabaseGroup.Record(group.Count, Kind);
        Measures.DatabaseTime.Record(Stopwatch.GetElapsedTime(group[0].Since).TotalSeconds, Kind);
        foreach (var write in group)
        {
            write.Complete();
        }
    }

    private static void RunOne(SqliteStatements connection, Write write)
    {
        connection.Execute(Savepoint);
        try
        {
            for (var i = 0; i < write.Statements.Count; i++)
            {
                write.Touched[i] = connection.Execute(write.Statements[i]);
            }

            connection.Execute(Release);
        }
        catch (SqliteException exception) when (!DatabaseUnavailableException.IsTransient(exception))
        {
            // A constraint was violated: this write alone has failed.
            write.Failure = exception;
            connection.Execute(RollbackTo);
            connection.Execute(Release);
        }
    }

    /// <summary>After a failure the connection's state is unknown: roll back and open a new one next time.</summary>
    private void Abandon()
    {
        try
        {
            connection?.Execute(Rollback);
        }
        catch (SqliteException)
        {
            // No transaction was open, or the file is gone; closing does the rest.
        }

        connection?.Dispose();
        connection = null;
    }

    private static void FailAll(List<Write> group, Exception exception)
    {
        foreach (var write in group)
        {
            write.Done.TrySetException(
                DatabaseUnavailableException.IsTransient(exception)
                    ? new DatabaseUnavailableException("The database could not take the write.", exception)
                    : exception);
        }
    }

    private sealed class Write(IReadOnlyList<SqlStatement> statements, long since)
    {
        public IReadOnlyList<SqlStatement> Statements { get; } = statements;

        public int[] Touched { get; } = new int[statements.Count];

        public long Since { get; } = since;

        public Exception? Failure { get; set; }

        public TaskCompletionSource<int[]> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Complete()
        {
            if (Failure is null)
            {
                Done.SetResult(Touched);
            }
            else
            {
                Done.SetException(Failure);
            }
        }
    }
}
