using System.Data.Common;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.SecurityEvents.Chain;

/// <summary>Writers and seals in SQL.</summary>
internal static class WriterStatements
{
    private const string WriterColumns = "id, name, started_at, last_seen_at, stopped_at, seals, head_mac";

    private const string SealColumns = "writer, number, created_at, sequences, digest, mac, pruned_at, pruned_mac";

    private const string RegisterText =
        $"INSERT INTO security_event_writers ({WriterColumns}) VALUES ($1, $2, $3, $4, NULL, 0, $5) ON CONFLICT (id) DO NOTHING";

    // The number of seals is what two processes that seal for one writer compare: the second finds it changed, and does nothing.
    private const string AdvanceText =
        "UPDATE security_event_writers SET seals = $1, head_mac = $2, last_seen_at = $3, stopped_at = $4 WHERE id = $5 AND seals = $6";

    // Where somebody has laid a seal of that number in the way, the chain goes on after it, and the verification names it.
    private const string AddSealText =
        """
        INSERT INTO security_event_seals (writer, number, created_at, sequences, digest, mac)
        SELECT $1, $2, $3, $4, $5, $6 WHERE EXISTS (SELECT 1 FROM security_event_writers WHERE id = $1 AND head_mac = $7)
        ON CONFLICT (writer, number) DO NOTHING
        """;

    public static SqlStatement Register(EventWriter writer, string headMac) =>
        new(RegisterText, writer.Id, writer.Name, writer.StartedAt, writer.LastSeenAt, headMac);

    /// <summary>Makes the writer's row what is given, if its chain still has <paramref name="seals"/> links.</summary>
    public static SqlStatement Advance(EventWriter writer, long seals) =>
        new(AdvanceText, writer.Seals, writer.HeadMac, writer.LastSeenAt, writer.StoppedAt, writer.Id, seals);

    /// <summary>Writes the seal, if <see cref="Advance"/> in the same transaction has set the head that belongs to it.</summary>
    public static SqlStatement AddSeal(EventSeal seal, string headMac) =>
        new(AddSealText, seal.Writer, seal.Number, seal.CreatedAt, seal.Sequences, seal.Digest, seal.Mac, headMac);

    public static SqlStatement Find(long writer) => new($"SELECT {WriterColumns} FROM security_event_writers WHERE id = $1", writer);

    public static SqlStatement All() => new($"SELECT {WriterColumns} FROM security_event_writers ORDER BY started_at, id");

    /// <summary>Identifier and number of seals.</summary>
    public static SqlStatement LastSeen(int most) => new("SELECT id, seals FROM security_event_writers ORDER BY last_seen_at DESC, id LIMIT $1", most);

    /// <summary>Those that have neither stopped nor been seen since.</summary>
    public static SqlStatement SilentSince(DateTimeOffset instant) =>
        new($"SELECT {WriterColumns} FROM security_event_writers WHERE stopped_at IS NULL AND last_seen_at < $1 ORDER BY started_at, id", instant);

    /// <summary>Which writers have seals, one at a time: the next greater identifier.</summary>
    public static SqlStatement NextWithSeals(long after) => new("SELECT writer FROM security_event_seals WHERE writer > $1 ORDER BY writer LIMIT 1", after);

    public static SqlStatement SealsAfter(long writer, long number, long last, int most) => new(
        $"SELECT {SealColumns} FROM security_event_seals WHERE writer = $1 AND number > $2 AND number <= $3 ORDER BY number LIMIT $4", writer, number, last, most);

    public static SqlStatement SealsBefore(long writer, long number, int most) => new(
        $"SELECT {SealColumns} FROM security_event_seals WHERE writer = $1 AND number < $2 ORDER BY number DESC LIMIT $3", writer, number, most);

    public static EventWriter ReadWriter(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Name = row.GetString(1),
        StartedAt = row.Instant(2)!.Value,
        LastSeenAt = row.Instant(3)!.Value,
        StoppedAt = row.Instant(4),
        Seals = row.GetInt64(5),
        HeadMac = row.Text(6),
    };

    public static EventSeal ReadSeal(DbDataReader row) => new()
    {
        Writer = row.GetInt64(0),
        Number = row.GetInt64(1),
        CreatedAt = row.Instant(2)!.Value,
        Sequences = row.GetString(3),
        Digest = row.GetString(4),
        Mac = row.GetString(5),
        PrunedAt = row.Instant(6),
        PrunedMac = row.Text(7),
    };
}
