using System.Collections.Concurrent;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Mail;

/// <summary>
/// Where slices post mails: rows in the transaction of their cause, so that neither is there without the other. No request speaks
/// with a mail server.
/// </summary>
internal sealed class Outbox(SecurityEventRecorder recorder, MailComposer composer, MailSignal signal, TimeProvider clock)
{
    private const string Into = "INSERT INTO mails (id, kind, subject_id, recipient, subject, text, html, created_at, expires_at, next_try_at, tries)";

    // A condition's values follow these.
    private const int ColumnCount = 9;

    private const string Places = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $8, 0";

    private static readonly ConcurrentDictionary<string, string> ConditionalInserts = new(StringComparer.Ordinal);

    /// <summary>Runs the statements, records the events and posts the mails in one transaction; tells how many rows each statement touched.</summary>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<int[]> ExecuteAsync(
        IReadOnlyList<SqlStatement> statements, IReadOnlyList<SecurityEvent> events, IReadOnlyList<OutgoingMail> mails, CancellationToken cancellationToken)
    {
        var touched = await recorder.ExecuteAsync([.. statements, .. mails.Select(Statement)], events, cancellationToken);
        if (touched.AsSpan(statements.Count, mails.Count).ContainsAnyExcept(0))
        {
            signal.Wake();
        }

        return touched[..statements.Count];
    }

    /// <summary>The row of a mail, for a transaction that somebody else runs; it is sent some seconds after, or at once by <see cref="MailSignal.Wake"/>.</summary>
    /// <exception cref="ArgumentException">The recipient is not one address, or the subject not one line.</exception>
    public SqlStatement Statement(OutgoingMail mail)
    {
        if (!MailAddresses.IsOne(mail.Recipient))
        {
            throw new ArgumentException("A mail has one recipient.", nameof(mail));
        }

        if (mail.Subject.Any(char.IsControl))
        {
            throw new ArgumentException("A subject is one line.", nameof(mail));
        }

        var parts = composer.Compose(mail);
        var now = clock.GetUtcNow();
        var condition = mail.Condition;
        SqlValue[] values =
        [
            Guid.CreateVersion7(now), mail.Kind, mail.SubjectId, mail.Recipient, mail.Subject, parts.Text, parts.Html, now, now + mail.Lifetime, .. condition?.Values ?? [],
        ];
        return new SqlStatement(condition is null ? $"{Into} VALUES ({Places})" : ConditionalInserts.GetOrAdd(condition.Text, ConditionalInsert, condition), values);
    }

    private static string ConditionalInsert(string text, EventCondition condition) =>
        $"{Into} SELECT {Places} WHERE {condition.NumberedFrom(ColumnCount + 1)}";
}
