using Cosmo.Identity.Data;
using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.Provisioning;

/// <summary>One at a time declares clients, scopes and users, on whatever node: two would both insert what is missing.</summary>
internal static class ProvisioningLock
{
    // Any number does, as long as nothing else in this database locks by it.
    private const long AdvisoryLock = 0x436F736D6F;

    /// <summary>Waits for its turn; the end of the transaction gives it back. SQLite's write transaction excludes others by itself.</summary>
    public static Task TakeAsync(Database database, CosmoDbContext context, CancellationToken cancellationToken) => database.Provider == DatabaseProvider.PostgreSql
        ? context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({AdvisoryLock})", cancellationToken)
        : Task.CompletedTask;
}
