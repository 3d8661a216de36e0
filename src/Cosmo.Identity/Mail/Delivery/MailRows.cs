using System.Data.Common;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Mail.Delivery;

/// <summary>
/// The rows of the outbox as delivery sees them. A claim is a conditional write, so that of many nodes one sends a mail; it runs out
/// unless it is renewed.
/// </summary>
internal sealed class MailRows(Database database, SecurityEventRecorder recorder, TimeProvider clock)
{
    /// <summary>How long a claim holds without being renewed.</summary>
    public static readonly TimeSpan ClaimTime = TimeSpan.FromSeconds(30);

    private const string Waiting = "sent_at IS NULL AND failed_at IS NULL";

    // The next try never lies behind the expiry: what has expired is due.
    private const string SelectDueText =
        $"""
        SELECT id, kind, subject_id, recipient, subject, text, html, created_at, expires_at, tries FROM mails
        WHERE {Waiting} AND next_try_at <= $1 AND expires_at <= $2 AND (claimed_until IS NULL OR claimed_until <= $1) ORDER BY next_try_at LIMIT $3
        """;

    private const string ClaimText =
        $"""
        UPDATE mails SET claimed_until = $1, claimed_by = $2, tries = tries + 1
        WHERE id = $3 AND {Waiting} AND next_try_at <= $4 AND (claimed_until IS NULL OR claimed_until <= $4)
        """;

    private const string RenewText = $"UPDATE mails SET claimed_until = $1 WHERE id = $2 AND claimed_by = $3 AND {Waiting}";

    // Whoever has sent it says so, even if the claim was lost: it is sent.
    private const string SentText = "UPDATE mails SET sent_at = $1, text = NULL, html = NULL, claimed_until = NULL, last_error = NULL WHERE id = $2 AND sent_at IS NULL";

    private const string LaterText = $"UPDATE mails SET next_try_at = $1, claimed_until = NULL, last_error = $2 WHERE id = $3 AND claimed_by = $4 AND {Waiting}";

    // An administrator may have it sent again as long as its links work.
    private const string GiveUpText =
        $"""
        UPDATE mails SET failed_at = $1, claimed_until = NULL, claimed_by = $2, last_error = $3,
            text = CASE WHEN expires_at > $1 THEN text END, html = CASE WHEN expires_at > $1 THEN html END
        WHERE id = $4 AND {Waiting} AND (claimed_by = $2 OR claimed_until IS NULL OR claimed_until <= $1)
        """;

    private const string IfGivenUpNow = "EXISTS (SELECT 1 FROM mails WHERE id = {0} AND failed_at = {1} AND claimed_by = {2})";

    private const string Outdated = "failed_at IS NOT NULL AND text IS NOT NULL AND expires_at <= $1";

    private const string SelectOutdated = $"SELECT 1 FROM mails WHERE {Outdated} LIMIT 1";

    private const string ForgetText = $"UPDATE mails SET text = NULL, html = NULL WHERE id IN (SELECT id FROM mails WHERE {Outdated} ORDER BY expires_at LIMIT $2)";

    private const string ReleaseText = $"UPDATE mails SET claimed_until = NULL WHERE claimed_until IS NOT NULL AND claimed_by <> $1 AND {Waiting}";

    /// <summary>This server among all that send.</summary>
    private readonly string self = NodeName.New();

    /// <summary>At the start of the only node: whoever has claims besides is dead.</summary>
    public Task ReleaseOthersAsync(CancellationToken cancellationToken) =>
        database.Provider == DatabaseProvider.Sqlite ? database.ExecuteAsync([new SqlStatement(ReleaseText, self)], cancellationToken) : Task.CompletedTask;

    /// <summary>What may be tried or given up now, oldest first.</summary>
    /// <param name="onlyExpired">Only what is not worth sending any more.</param>
    /// <param name="most">How many.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public ValueTask<IReadOnlyList<Letter>> DueAsync(bool onlyExpired, int most, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.ReadAllAsync(new SqlStatement(SelectDueText, now, onlyExpired ? now : DateTimeOffset.MaxValue, most), Read, cancellationToken);
    }

    /// <summary>Whether this process may send it now.</summary>
    public async Task<bool> ClaimAsync(Letter letter, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return (await database.ExecuteAsync([new SqlStatement(ClaimText, now + ClaimTime, self, letter.Id, now)], cancellationToken))[0] == 1;
    }

    /// <summary>Whether this process may still send it.</summary>
    public async Task<bool> RenewAsync(Letter letter, CancellationToken cancellationToken) =>
        (await database.ExecuteAsync([new SqlStatement(RenewText, clock.GetUtcNow() + ClaimTime, letter.Id, self)], cancellationToken))[0] == 1;

    public Task SentAsync(Letter letter, CancellationToken cancellationToken) =>
        database.ExecuteAsync([new SqlStatement(SentText, clock.GetUtcNow(), letter.Id)], cancellationToken);

    public Task RetryAsync(Letter letter, DateTimeOffset at, string reason, CancellationToken cancellationToken) =>
        database.ExecuteAsync([new SqlStatement(LaterText, at, Short(reason), letter.Id, self)], cancellationToken);

    /// <summary>Ends it, with an event: somebody waits for a mail that does not come. Tells whether it was this process that did.</summary>
    public async Task<bool> GiveUpAsync(Letter letter, string why, string reason, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var fact = new SecurityEvent
        {
            Type = SecurityEventType.MailGivenUp,
            Actor = "mail",
            SubjectId = letter.SubjectId,
            // What the other server said may hold the address, and stands in the row only.
            Details = EventDetails.Of(("mail", letter.Id.ToString()), ("kind", letter.Kind), ("why", why)),
            Condition = new EventCondition(IfGivenUpNow, letter.Id, now, self),
        };
        return (await recorder.ExecuteAsync([new SqlStatement(GiveUpText, now, self, Short(reason), letter.Id)], [fact], cancellationToken))[0] == 1;
    }

    /// <summary>Deletes the words of what was given up and has expired since: nobody can have it sent again any more.</summary>
    /// <param name="most">How many at once.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> ForgetOutdatedAsync(int most, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // There is seldom one, and a write that touches nothing would take SQLite's only writer all the same.
        return await database.ReadFirstAsync(new SqlStatement(SelectOutdated, now), _ => true, cancellationToken)
            && (await database.ExecuteAsync([new SqlStatement(ForgetText, now, most)], cancellationToken))[0] == most;
    }

    private static string Short(string reason) => reason.Length > StoredMail.LongestError ? reason[..StoredMail.LongestError] : reason;

    private static Letter Read(DbDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.Id(2), row.GetString(3), row.GetString(4), row.Text(5) ?? "", row.Text(6) ?? "", row.Instant(7)!.Value, row.Instant(8)!.Value, row.GetInt32(9));
}
