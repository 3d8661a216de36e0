using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.Data;

/// <summary>Lets one node at a time change the schema of a PostgreSQL database; the others wait.</summary>
internal sealed class AdvisoryLock : IAsyncDisposable
{
    /// <summary>Any number does, as long as nothing else in this database locks by it.</summary>
    private const long Key = 0x436F736D6F4D6967;

    private static readonly TimeSpan LongestMigration = TimeSpan.FromMinutes(10);

    private readonly CosmoDbContext context;

    private AdvisoryLock(CosmoDbContext context) => this.context = context;

    public static async Task<AdvisoryLock> TakeAsync(Database database, CancellationToken cancellationToken)
    {
        var holder = database.CreateContext();
        try
        {
            holder.Database.SetCommandTimeout(LongestMigration);
            // The lock belongs to the connection, which must stay open.
            await holder.Database.OpenConnectionAsync(cancellationToken);
            await holder.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({Key})", cancellationToken);
            return new AdvisoryLock(holder);
        }
        catch
        {
            await holder.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({Key})");
        await context.Database.CloseConnectionAsync();
        context.Database.SetCommandTimeout((int?)null);
        await context.DisposeAsync();
    }
}
