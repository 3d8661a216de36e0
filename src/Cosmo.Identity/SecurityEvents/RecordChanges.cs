using System.Data.Common;
using System.Runtime.CompilerServices;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents.Chain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>
/// The one place where changes through EF Core become events: of the audited rows that are saved, and of whatever event was added
/// to the context by hand. They are written in the transaction of the change and told after its commit, or neither has happened.
/// </summary>
/// <param name="stamp">Asked for late: the keys behind it may need a look into the database.</param>
/// <param name="writer">Asked for late, too.</param>
/// <param name="feed">Hears of the events.</param>
/// <param name="audits">What the slices have to say.</param>
internal sealed class RecordChanges(
    Func<SecurityEventStamp> stamp, Func<ThisWriter> writer, SecurityEventFeed feed, IEnumerable<IChangeAudit> audits)
    : SaveChangesInterceptor, IDbTransactionInterceptor
{
    private readonly IChangeAudit[] audits = [.. audits];
    private readonly ConditionalWeakTable<DbTransaction, Waiting> waiting = [];

    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        var context = eventData.Context!;
        foreach (var audit in audits)
        {
            foreach (var fact in await audit.DescribeAsync(context, cancellationToken))
            {
                context.Add(fact);
            }
        }

        var facts = context.ChangeTracker.Entries<SecurityEvent>()
            .Where(entry => entry.State == EntityState.Added)
            .Select(entry => entry.Entity)
            .ToList();
        if (facts.Count == 0)
        {
            return result;
        }

        var transaction = context.Database.CurrentTransaction
            ?? throw new InvalidOperationException("A change that is audited belongs into a transaction: Database.WriteAsync.");
        foreach (var fact in facts)
        {
            fact.Actor ??= Acting.Current;
            Acting.Order?.Complete(fact);
            stamp().Complete(fact);
        }

        if (!writer().IsRegistered)
        {
            // Events without a writer could not be found after a crash.
            await RegisterAsync(context, writer().Register(), cancellationToken);
        }

        WaitingFor(transaction).Facts.AddRange(facts);
        return result;
    }

    /// <summary>Only what nobody audits is saved this way: the ring of Data Protection.</summary>
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result) =>
        eventData.Context!.ChangeTracker.Entries().Any(entry => entry.Entity is SecurityEvent || audits.Any(audit => audit.Concerns(entry.Entity)))
            ? throw new NotSupportedException("A change that is audited is saved by SaveChangesAsync.")
            : result;

    void IDbTransactionInterceptor.TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) =>
        Tell(transaction, eventData.TransactionId);

    Task IDbTransactionInterceptor.TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken)
    {
        Tell(transaction, eventData.TransactionId);
        return Task.CompletedTask;
    }

    private static Task<int> RegisterAsync(DbContext context, SqlStatement register, CancellationToken cancellationToken)
    {
        var text = register.Text;
        for (var i = register.Values.Length; i > 0; i--)
        {
            text = text.Replace($"${i}", $"{{{i - 1}}}", StringComparison.Ordinal);
        }

        return context.Database.ExecuteSqlRawAsync(text, register.Values.Select(value => value.Value!), cancellationToken);
    }

    /// <summary>Npgsql hands the object of a transaction that was rolled back to the next one on its connection: its events are forgotten.</summary>
    private Waiting WaitingFor(IDbContextTransaction transaction)
    {
        var known = waiting.GetValue(transaction.GetDbTransaction(), _ => new Waiting(transaction.TransactionId));
        if (known.Transaction == transaction.TransactionId)
        {
            return known;
        }

        var fresh = new Waiting(transaction.TransactionId);
        waiting.AddOrUpdate(transaction.GetDbTransaction(), fresh);
        return fresh;
    }

    private void Tell(DbTransaction transaction, Guid id)
    {
        if (waiting.TryGetValue(transaction, out var known))
        {
            waiting.Remove(transaction);
            if (known.Transaction == id)
            {
                writer().IsRegistered = true;
                known.Facts.ForEach(feed.Publish);
            }
        }
    }

    /// <summary>The events that wait for the commit of one transaction.</summary>
    private sealed record Waiting(Guid Transaction)
    {
        public List<SecurityEvent> Facts { get; } = [];
    }
}
