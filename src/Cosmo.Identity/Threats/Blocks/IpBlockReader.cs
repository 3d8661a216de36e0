using System.Runtime.CompilerServices;
using System.Text.Json;
using Cosmo.Identity.Data;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Threats.Blocks;

/// <summary>Shows blocks: those that stand, one, and what an address or network has behind it.</summary>
public sealed class IpBlockReader
{
    private const int ExportPage = 500;

    private const string SelectStanding = $"SELECT {BlockStatements.Columns} FROM ip_blocks WHERE expires_at > $1 AND lifted_at IS NULL";

    // By time first: keys have the same order, but an index that the planner might then read from end to end, past all that is over.
    private const string Order = "ORDER BY created_at DESC, id DESC LIMIT $2";

    private const string SelectFirst = $"{SelectStanding} {Order}";

    private const string SelectNext = $"{SelectStanding} AND (created_at, id) < (SELECT created_at, id FROM ip_blocks WHERE id = $3) {Order}";

    private const string SelectOne = $"SELECT {BlockStatements.Columns} FROM ip_blocks WHERE id = $1";

    private const string CountText = "SELECT count(*) FROM ip_blocks WHERE expires_at > $1 AND lifted_at IS NULL AND NOT is_shadow";

    private const string SelectLiftings = "SELECT actor, details, occurred_at FROM security_events WHERE type >= $1 AND type <= $1 ORDER BY type DESC, id DESC LIMIT 500";

    /// <summary>An event is stamped when its transaction begins.</summary>
    private static readonly TimeSpan LiftingSlack = TimeSpan.FromSeconds(10);

    private readonly Database database;
    private readonly BlockTable table;
    private readonly BlockExemptions exempt;
    private readonly ThreatsOptions options;
    private readonly TimeProvider clock;

    internal IpBlockReader(Database database, BlockTable table, BlockExemptions exempt, ThreatsOptions options, TimeProvider clock) =>
        (this.database, this.table, this.exempt, this.options, this.clock) = (database, table, exempt, options, clock);

    /// <summary>Standing blocks, newest first.</summary>
    /// <param name="after">The <see cref="BlockPage.Next"/> of the page before; null at the beginning.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<BlockPage> ListAsync(Guid? after, int count, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var statement = after is { } last ? new SqlStatement(SelectNext, now, count + 1, last) : new SqlStatement(SelectFirst, now, count + 1);
        var rows = await ReadAsync(statement, now, cancellationToken);
        return rows.Count > count ? new BlockPage([.. rows.Take(count)], rows[count - 1].Id) : new BlockPage(rows, null);
    }

    /// <summary>All standing blocks, newest first, read a page at a time.</summary>
    public async IAsyncEnumerable<KnownBlock> ListAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? after = null;
        do
        {
            var page = await ListAsync(after, ExportPage, cancellationToken);
            foreach (var block in page.Blocks)
            {
                yield return block;
            }

            after = page.Next;
        }
        while (after is not null);
    }

    /// <summary>How many blocks refuse somebody now.</summary>
    public async Task<long> CountStandingAsync(CancellationToken cancellationToken) =>
        await database.ReadFirstAsync(new SqlStatement(CountText, clock.GetUtcNow()), row => row.GetInt64(0), cancellationToken);

    /// <summary>One block, whatever has become of it; null where there is none.</summary>
    public async Task<KnownBlock?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await FindRowAsync(id, cancellationToken) is { } block ? KnownBlock.Of(block, options, exempt, clock.GetUtcNow()) : null;

    /// <summary>The history of an address or network: its own blocks and those of the networks around it, newest first, with who lifted them.</summary>
    public async Task<IReadOnlyList<KnownBlock>> OfAsync(NetworkName name, int count, CancellationToken cancellationToken)
    {
        var around = Enumerable.Range(0, name.Network.PrefixLength + 1).Select(prefix => Subnet.Of(name.Network.BaseAddress, prefix).ToString()).ToList();
        var places = string.Join(", ", around.Select((_, i) => $"${i + 2}"));
        var now = clock.GetUtcNow();
        var blocks = await ReadAsync(
            new SqlStatement(
                $"SELECT {BlockStatements.Columns} FROM ip_blocks WHERE network IN ({places}) ORDER BY created_at DESC, id DESC LIMIT $1", [count, .. around.Select(text => (SqlValue)text)]),
            now,
            cancellationToken);
        return blocks.Any(block => block.State is BlockState.Lifted) ? await WithLiftingsAsync(blocks, cancellationToken) : blocks;
    }

    /// <summary>What this server's front door does with an address now: the narrowest block in force, or in its shadow; null where there is none.</summary>
    /// <param name="address">As scores name it: an address, or the /64 of an IPv6 one.</param>
    public StandingBlock? Against(string address) =>
        Subscriber.TryParse(address) is { Address: var first } && (table.Find(first) ?? table.FindShadow(first)) is { } entry
            ? new StandingBlock(entry.Id, NetworkName.Of(entry.Network), entry.ExpiresAt, IsInForce: !entry.IsShadow && options.Mode is not ThreatsMode.Off && !exempt.Covers(Subnet.OfSubscriber(first)))
            : null;

    /// <summary>Whether no block applies to anybody in the network.</summary>
    public bool IsExempt(NetworkName name) => exempt.Covers(name.Network);

    internal ValueTask<IpBlock?> FindRowAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadFirstAsync(new SqlStatement(SelectOne, id), BlockStatements.Read, cancellationToken);

    private async Task<IReadOnlyList<KnownBlock>> ReadAsync(SqlStatement statement, DateTimeOffset now, CancellationToken cancellationToken) =>
        [.. (await database.ReadAllAsync(statement, BlockStatements.Read, cancellationToken)).Select(block => KnownBlock.Of(block, options, exempt, now))];

    // The row keeps when it was lifted; who did it and why is in the audit trail.
    private async Task<IReadOnlyList<KnownBlock>> WithLiftingsAsync(IReadOnlyList<KnownBlock> blocks, CancellationToken cancellationToken)
    {
        var liftings = await database.ReadAllAsync(
            new SqlStatement(SelectLiftings, (int)SecurityEventType.BlockLifted), row => (Actor: row.Text(0), Details: DetailsOf(row.Text(1)), At: row.Instant(2)!.Value), cancellationToken);
        return [.. blocks.Select(block => block with { Lifting = Find(block) })];

        BlockLifting? Find(KnownBlock block) => liftings
            .Where(lifting => lifting.Actor is not null && lifting.Details.Network == block.Network.Network.ToString() && (lifting.At - block.LiftedAt)?.Duration() < LiftingSlack)
            .Select(lifting => new BlockLifting(lifting.Actor!, lifting.Details.Reason))
            .FirstOrDefault();
    }

    private static (string? Network, string? Reason) DetailsOf(string? details)
    {
        try
        {
            using var json = JsonDocument.Parse(details ?? "{}");
            return (Text(json.RootElement, "network"), Text(json.RootElement, "reason"));
        }
        catch (JsonException)
        {
            return (null, null);
        }

        static string? Text(JsonElement json, string name) =>
            json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}

/// <summary>A block as the front door knows it.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Network">Whom it refuses.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
/// <param name="IsInForce">False where it is only recorded, or the address is exempt.</param>
public sealed record StandingBlock(Guid Id, NetworkName Network, DateTimeOffset ExpiresAt, bool IsInForce);
