using System.Buffers.Binary;
using Microsoft.Extensions.Hosting;
using Npgsql;
using NpgsqlTypes;

namespace Cosmo.Identity.RateLimits;

/// <summary>
/// Counters in PostgreSQL, for nodes that have no Redis: one round trip for all rules of a request, by the clock of the
/// database, in an unlogged table, whose commits wait for no disk.
/// </summary>
internal sealed class PostgreSqlCounters(NpgsqlDataSource source, TimeProvider clock, TimeSpan timeout) : BackgroundService, ISharedCounters
{
    private static readonly TimeSpan PruningPeriod = TimeSpan.FromMinutes(1);

    /// <summary>Askings for one key wait for each other; they must not take all connections meanwhile.</summary>
    private readonly SemaphoreSlim connections = new(8);

    public async Task<RateLimitAnswer> DecideAsync(RateLimitRule[] rules, bool take)
    {
        using var patience = new CancellationTokenSource(timeout, clock);
        try
        {
            await connections.WaitAsync(patience.Token);
            try
            {
                return await AskAsync(rules, take, patience.Token);
            }
            finally
            {
                connections.Release();
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException or TimeoutException or InvalidOperationException)
        {
            throw new SharedCountersException(exception.Message, exception);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PruningPeriod, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var command = source.CreateCommand(Prune);
                while (await command.ExecuteNonQueryAsync(stoppingToken) > 0)
                {
                    // In steps, so that nobody waits long for a row.
                }
            }
            catch (NpgsqlException)
            {
                // The next minute will do.
            }
        }
    }

    public override void Dispose()
    {
        connections.Dispose();
        base.Dispose();
    }

    private async Task<RateLimitAnswer> AskAsync(RateLimitRule[] rules, bool take, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var verdicts = new RateLimitVerdict[rules.Length];
        var taken = new long[rules.Length];
        await using (var batch = new NpgsqlBatch(connection))
        {
            foreach (var rule in rules)
            {
                batch.BatchCommands.Add(Command(take ? Take : Look, rule, take));
            }

            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            for (var i = 0; i < rules.Length; i++)
            {
                if (await reader.ReadAsync(cancellationToken))
                {
                    var hits = reader.GetFieldValue<long[]>(0);
                    verdicts[i] = new RateLimitVerdict(reader.GetBoolean(1), hits.Length, FreeIn(hits, reader.GetInt64(3), rules[i]), reader.GetBoolean(2));
                    taken[i] = hits.Length > 0 ? hits[^1] : 0;
                }

                await reader.NextResultAsync(cancellationToken);
            }
        }

        var answer = new RateLimitAnswer(verdicts);
        if (take && !answer.IsAllowed)
        {
            await GiveBackAsync(connection, rules, verdicts, taken, cancellationToken);
        }

        return answer;
    }

    /// <summary>What one rule refuses counts for none. Until it is given back others are refused a moment too early, never let in too late.</summary>
    private static async Task GiveBackAsync(
        NpgsqlConnection connection, RateLimitRule[] rules, RateLimitVerdict[] verdicts, long[] taken, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        for (var i = 0; i < rules.Length; i++)
        {
            if (!verdicts[i].IsRefused)
            {
                verdicts[i] = verdicts[i] with { Used = verdicts[i].Used - 1 };
                batch.BatchCommands.Add(new NpgsqlBatchCommand(GiveBack) { Parameters = { Value(Id(rules[i].Key)), Value(taken[i]) } });
            }
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static NpgsqlBatchCommand Command(string text, in RateLimitRule rule, bool take) => new(text)
    {
        Parameters =
        {
            Value(Id(rule.Key)), Value(rule.Limit), Value(rule.Window), Value(rule.Grain),
            new NpgsqlParameter { Value = rule.Once == default ? DBNull.Value : Id(rule.Once), NpgsqlDbType = NpgsqlDbType.Uuid }, Value(take),
        },
    };

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    private static Guid Id(UInt128 key)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        return new Guid(bytes, bigEndian: true);
    }

    private static long FreeIn(long[] hits, long now, in RateLimitRule rule)
    {
        // The one whose end leaves room, or the oldest where there is room already.
        var first = Math.Max(0, hits.Length - rule.Limit);
        return hits.Length == 0 ? 0 : hits[first] + rule.Window - now;
    }

    private const string Clock = "WITH clock AS (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now)";

    // A hit from the future tells of a clock that was set back: it is taken for one of now, which neither locks for long nor forgets.
    // Who waited for the row looked at the clock before: a few seconds backwards are no news.
    private const string Judge =
        """
        (hits, once, told_until, is_refused, is_news, expires_at) = (
            SELECT CASE WHEN j.is_taken THEN j.live || j.at ELSE j.live END,
                   CASE WHEN j.is_taken THEN $5 ELSE c.once END,
                   CASE WHEN j.is_news THEN j.now + $3 ELSE c.told_until END,
                   j.is_refused,
                   j.is_news,
                   CASE WHEN j.is_taken THEN to_timestamp((j.at + $3) / 1000000.0) ELSE c.expires_at END
            FROM (
                SELECT i.*, NOT i.is_again AND NOT i.is_refused AND $6 AS is_taken,
                       i.is_refused AND (i.now >= c.told_until OR c.told_until > i.now + $3 + 5000000) AS is_news
                FROM (
                    SELECT h.*, NOT h.is_again AND cardinality(h.live) >= $2 AS is_refused
                    FROM (
                        SELECT l.*, cardinality(l.live) > 0 AND coalesce(c.once = $5, false) AS is_again
                        FROM (
                            SELECT k.now, CASE WHEN $4 = 1 THEN k.now ELSE (k.now / $4 + 1) * $4 END AS at,
                                   ARRAY(SELECT least(hit, k.now + $4) FROM unnest(c.hits) AS hit WHERE k.now - hit < $3 ORDER BY hit) AS live
                            FROM clock AS k
                        ) AS l
                    ) AS h
                ) AS i
            ) AS j
        )
        """;

    private const string Verdict = "RETURNING c.hits, c.is_refused, c.is_news, (SELECT now FROM clock)";

    private const string Take =
        $"""
        {Clock}
        INSERT INTO rate_limit_counters AS c (key, hits, once, told_until, is_refused, is_news, expires_at)
        SELECT $1, ARRAY[CASE WHEN $4 = 1 THEN now ELSE (now / $4 + 1) * $4 END], $5, 0, false, false, to_timestamp((now + $4 + $3) / 1000000.0) FROM clock
        ON CONFLICT (key) DO UPDATE SET {Judge}
        {Verdict}
        """;

    private const string Look = $"{Clock} UPDATE rate_limit_counters AS c SET {Judge} WHERE c.key = $1 {Verdict}";

    private const string GiveBack =
        """
        UPDATE rate_limit_counters SET hits = hits[:array_position(hits, $2) - 1] || hits[array_position(hits, $2) + 1:]
        WHERE key = $1 AND array_position(hits, $2) IS NOT NULL
        """;

    private const string Prune =
        """
        DELETE FROM rate_limit_counters WHERE key IN (SELECT key FROM rate_limit_counters WHERE expires_at < now() LIMIT 1000 FOR UPDATE SKIP LOCKED)
        """;
}
