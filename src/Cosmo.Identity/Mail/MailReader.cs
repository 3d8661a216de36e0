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

    /// <summary>It was given up; until it expires, its words are kept and an administrator may have it sent again.</summary>
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
/// <param name="GivenUpAt">When it was given up.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="LastError">Why the last try failed; null where none did.</param>
/// <param name="IsSendable">Whether it may be tried again at once: neither sent nor expired.</param>
public sealed record MailView(
    Guid Id, string Kind, string Recipient, MailState State, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset NextTryAt, DateTimeOffset? GivenUpAt, int Tries, string? LastError, bool IsSendable);

/// <summary>Shows administrators what the outbox holds, and has mails tried again.</summary>
public sealed class MailReader
{
    private const int Attempts = 3;

    private const string Columns =
        "SELECT id, kind, recipient, sent_at, failed_at, created_at, expires_at, next_try_at, tries, last_error, text IS NOT NULL, claimed_until, coalesce(claimed_by, '') FROM mails";

    private const string Waiting = "sent_at IS NULL AND failed_at IS NULL";

    private const string SelectTroubled = $"{Columns} WHERE (failed_at IS NOT NULL OR ({Waiting})) AND id < $1 ORDER BY id DESC LIMIT $2";

    private const string SelectOne = $"{Columns} WHERE id = $1";

    private const string SelectCounts =
        $"SELECT (SELECT count(*) FROM mails WHERE {Waiting}), (SELECT count(*) FROM mails WHERE {Waiting} AND tries > 0), (SELECT count(*) FROM mails WHERE failed_at > $1)";

    // Each order leaves a mark of its own where the last claim stood: of two that have seen the same, one finds it still so. A claim that
    // holds is not touched, or its node would send the mail beside the next one.
    private const string HurryText =
        """
        UPDATE mails SET next_try_at = $1, claimed_by = $2, claimed_until = NULL, failed_at = NULL,
            tries = CASE WHEN failed_at IS NULL THEN tries ELSE 0 END, last_error = CASE WHEN failed_at IS NULL THEN last_error END
        WHERE id = $3 AND coalesce(claimed_by, '') = $4 AND sent_at IS NULL AND text IS NOT NULL AND expires_at > $1
            AND (failed_at IS NOT NULL OR (next_try_at > $1 AND (claimed_until IS NULL OR claimed_until <= $1)))
        """;

    private const string IfMarked = "EXISTS (SELECT 1 FROM mails WHERE id = {0} AND claimed_by = {1})";

    private static readonly Guid Last = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    private readonly Database database;
    private readonly SecurityEventRecorder recorder;
    private readonly MailSignal signal;
    private readonly TimeProvider clock;

    internal MailReader(Database database, SecurityEventRecorder recorder, MailSignal signal, TimeProvider clock) =>
        (this.database, this.recorder, this.signal, this.clock) = (database, recorder, signal, clock);

    /// <summary>What waits and what was given up, the newest first.</summary>
    /// <param name="most">How many.</param>
    /// <param name="before">Only what is older than this one; null for all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<IReadOnlyList<MailView>> ReadTroubledAsync(int most, Guid? before, CancellationToken cancellationToken) =>
        await database.ReadAllAsync(new SqlStatement(SelectTroubled, before ?? Last, most), row => Read(row).View(clock.GetUtcNow()), cancellationToken);

    /// <summary>A mail, whatever has become of it; null where there is none.</summary>
    public async Task<MailView?> FindAsync(Guid mail, CancellationToken cancellationToken) =>
        (await database.ReadFirstAsync(new SqlStatement(SelectOne, mail), Read, cancellationToken))?.View(clock.GetUtcNow());

    /// <summary>How many wait, how many of those were tried in vain, and how many were given up in the last day.</summary>
    public async Task<(long Waiting, long Retried, long GivenUp)> CountAsync(CancellationToken cancellationToken) =>
        await database.ReadFirstAsync(
            new SqlStatement(SelectCounts, clock.GetUtcNow().AddDays(-1)), row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), cancellationToken);

    /// <summary>Has a mail that waits or was given up tried again at once. Of many orders at once, one does it.</summary>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<HurryResult> HurryAsync(AdminAct act, Guid mail, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Attempts; i++)
        {
            if (await TryHurryAsync(act, mail, cancellationToken) is { } result)
            {
                return result;
            }
        }

        return new HurryResult.UnderWay();
    }

    /// <summary>Null: something has become of the mail meanwhile, and nothing was done.</summary>
    private async Task<HurryResult?> TryHurryAsync(AdminAct act, Guid mail, CancellationToken cancellationToken)
    {
        if (await database.ReadFirstAsync(new SqlStatement(SelectOne, mail), Read, cancellationToken) is not { } seen)
        {
            return new HurryResult.Unknown();
        }

        // After reading: what another order has just made due is due by now.
        var now = EventTime.Now(clock);
        if (Refuse(seen, now) is { } refusal)
        {
            return refusal;
        }

        var mark = Guid.CreateVersion7().ToString("N");
        var fact = act.Event(SecurityEventType.MailHurried, null, ("mail", mail));
        fact.Condition = new EventCondition(IfMarked, mail, mark);
        var touched = await recorder.ExecuteAsync([new SqlStatement(HurryText, now, mark, mail, seen.ClaimedBy)], [fact], CancellationToken.None);
        if (touched[0] == 0)
        {
            return null;
        }

        signal.Wake();
        return new HurryResult.Done();
    }

    private static HurryResult? Refuse(OutboxRow mail, DateTimeOffset now) => mail.State switch
    {
        MailState.Sent => new HurryResult.Sent(),
        _ when !mail.IsSendable(now) => new HurryResult.Expired(),
        MailState.Waiting when mail.NextTryAt <= now || mail.ClaimedUntil > now => new HurryResult.UnderWay(),
        _ => null,
    };

    private static OutboxRow Read(DbDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetString(2),
        !row.IsDBNull(3) ? MailState.Sent : !row.IsDBNull(4) ? MailState.GivenUp : MailState.Waiting,
        row.Instant(4),
        row.Instant(5)!.Value,
        row.Instant(6)!.Value,
        row.Instant(7)!.Value,
        row.GetInt32(8),
        row.Text(9),
        row.GetBoolean(10),
        row.Instant(11),
        row.GetString(12));

    private sealed record OutboxRow(
        Guid Id,
        string Kind,
        string Recipient,
        MailState State,
        DateTimeOffset? GivenUpAt,
        DateTimeOffset CreatedAt,
        DateTimeOffset ExpiresAt,
        DateTimeOffset NextTryAt,
        int Tries,
        string? LastError,
        bool HasWords,
        DateTimeOffset? ClaimedUntil,
        string ClaimedBy)
    {
        public bool IsSendable(DateTimeOffset now) => State != MailState.Sent && HasWords && ExpiresAt > now;

        public MailView View(DateTimeOffset now) =>
            new(Id, Kind, Recipient, State, CreatedAt, ExpiresAt, NextTryAt, GivenUpAt, Tries, LastError, IsSendable(now));
    }
}
