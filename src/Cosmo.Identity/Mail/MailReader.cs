using System.Data.Common;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Mail;

/// <summary>What has become of a mail.</summary>
public enum MailState
{
    /// <summary>It waits for its first or next try.</summary>
    Waiting,

    /// <summary>The mail server took it.</summary>
    Sent,

    /// <summary>It was given up; its words are gone, so that nobody can send it again.</summary>
    GivenUp,
}

/// <summary>A mail of the outbox, without its words: they hold links that open accounts.</summary>
/// <param name="Id">Time-ordered key.</param>
/// <param name="Kind">What it is, such as <c>password_reset</c>.</param>
/// <param name="Recipient">Its address.</param>
/// <param name="State">What has become of it.</param>
/// <param name="CreatedAt">When its cause happened.</param>
/// <param name="ExpiresAt">After that it is not worth sending.</param>
/// <param name="NextTryAt">When it is tried next, while it waits.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="LastError">Why the last try failed; null where none did.</param>
public sealed record MailView(
    Guid Id, string Kind, string Recipient, MailState State, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset NextTryAt, int Tries, string? LastError);

/// <summary>Shows administrators what the outbox holds, and has mails tried again.</summary>
public sealed class MailReader
{
    private const string Columns = "SELECT id, kind, recipient, sent_at, failed_at, created_at, expires_at, next_try_at, tries, last_error FROM mails";

    private const string Waiting = "sent_at IS NULL AND failed_at IS NULL";

    private const string SelectTroubled = $"{Columns} WHERE failed_at IS NOT NULL OR ({Waiting}) ORDER BY id DESC LIMIT $1";

    private const string SelectCounts =
        $"SELECT (SELECT count(*) FROM mails WHERE {Waiting}), (SELECT count(*) FROM mails WHERE {Waiting} AND tries > 0), (SELECT count(*) FROM mails WHERE failed_at > $1)";

    private const string HurryText = $"UPDATE mails SET next_try_at = $1 WHERE id = $2 AND {Waiting}";

    private readonly Database database;
    private readonly SecurityEventRecorder recorder;
    private readonly MailSignal signal;
    private readonly TimeProvider clock;

    internal MailReader(Database database, SecurityEventRecorder recorder, MailSignal signal, TimeProvider clock) =>
        (this.database, this.recorder, this.signal, this.clock) = (database, recorder, signal, clock);

    /// <summary>What waits and what was given up, the newest first.</summary>
    public async Task<IReadOnlyList<MailView>> ReadTroubledAsync(int most, CancellationToken cancellationToken) =>
        await database.ReadAllAsync(new SqlStatement(SelectTroubled, most), Read, cancellationToken);

    /// <summary>How many wait, how many of those were tried in vain, and how many were given up in the last day.</summary>
    public async Task<(long Waiting, long Retried, long GivenUp)> CountAsync(CancellationToken cancellationToken) =>
        await database.ReadFirstAsync(
            new SqlStatement(SelectCounts, clock.GetUtcNow().AddDays(-1)), row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), cancellationToken);

    /// <summary>Has a mail tried again at once. False: there is none that waits.</summary>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<bool> HurryAsync(AdminAct act, Guid mail, CancellationToken cancellationToken)
    {
        var now = EventTime.Now(clock);
        var fact = act.Event(SecurityEventType.MailHurried, null, ("mail", mail));
        fact.Condition = new EventCondition("EXISTS (SELECT 1 FROM mails WHERE id = {0} AND next_try_at = {1})", mail, now);
        var touched = await recorder.ExecuteAsync([new SqlStatement(HurryText, now, mail)], [fact], cancellationToken);
        signal.Wake();
        return touched[0] == 1;
    }

    private static MailView Read(DbDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetString(2),
        !row.IsDBNull(3) ? MailState.Sent : !row.IsDBNull(4) ? MailState.GivenUp : MailState.Waiting,
        row.Instant(5)!.Value,
        row.Instant(6)!.Value,
        row.Instant(7)!.Value,
        row.GetInt32(8),
        row.Text(9));
}
