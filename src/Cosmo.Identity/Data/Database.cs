using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.Data;

/// <summary>
/// The one way to the data: EF Core contexts for what is rare, statements for what every request does. Every write is one
/// transaction, durable when its task completes; a fault that passes is a <see cref="DatabaseUnavailableException"/>.
/// </summary>
internal abstract class Database(TimeSpan deadline) : IAsyncDisposable
{
    /// <summary>How long a caller waits before the fault is said.</summary>
    protected TimeSpan Deadline { get; } = deadline;

    /// <summary>The engine.</summary>
    public abstract DatabaseProvider Provider { get; }

    /// <summary>A pooled context to read with; the caller disposes it.</summary>
    public abstract CosmoDbContext CreateContext();

    /// <summary>A connection for a job's long work; the caller disposes it.</summary>
    public abstract BackgroundConnection OpenBackground();

    /// <summary>Reads the first row of <paramref name="statement"/>, or the default when there is none.</summary>
    public abstract ValueTask<T?> ReadFirstAsync<T>(SqlStatement statement, Func<DbDataReader, T> read, CancellationToken cancellationToken);

    /// <summary>Reads all rows of <paramref name="statement"/>.</summary>
    public abstract ValueTask<IReadOnlyList<T>> ReadAllAsync<T>(SqlStatement statement, Func<DbDataReader, T> read, CancellationToken cancellationToken);

    /// <summary>Runs the statements in one transaction and tells how many rows each touched.</summary>
    public abstract Task<int[]> ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken);

    /// <summary>
    /// Reads while the thread waits: for the container at start and for Data Protection's repository, which know no other way.
    /// </summary>
    public IReadOnlyList<T> ReadAllNow<T>(SqlStatement statement, Func<DbDataReader, T> read) =>
        ReadAllAsync(statement, read, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <summary>Writes while the thread waits, for the same.</summary>
    public int[] ExecuteNow(IReadOnlyList<SqlStatement> statements) => ExecuteAsync(statements, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Runs <paramref name="work"/> in one write transaction of an EF Core context; commits when it returns, else nothing has happened.</summary>
    public abstract Task<T> WriteAsync<T>(Func<CosmoDbContext, Task<T>> work, CancellationToken cancellationToken);

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<CosmoDbContext, Task> work, CancellationToken cancellationToken) =>
        WriteAsync(async context => { await work(context); return true; }, cancellationToken);

    /// <summary>Marks a cross-request cache as stale on every node, inside the transaction of the change itself.</summary>
    public static Task InvalidateAsync(CosmoDbContext context, string cache, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlRawAsync(CacheVersion.RaiseFormat, [cache], cancellationToken);

    public abstract ValueTask DisposeAsync();
}
