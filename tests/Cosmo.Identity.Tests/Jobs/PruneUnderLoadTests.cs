using System.Collections.Concurrent;
using System.Diagnostics;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Jobs;

/// <summary>Pruning three fifths of many tokens beside fifty token requests a second (PRUNE-04; issue 3, how it is judged). More rows: <c>COSMO_TEST_PRUNE_ROWS=1000000</c>.</summary>
[Collection(nameof(Alone)), Trait(nameof(Alone), Alone.Load)]
public sealed class PruneUnderLoadTests(Servers servers)
{
    private const int FullSize = 1_000_000;
    private const int PerSecond = 50;
    private const int RowsAtOnce = 100_000;

    [Theory]
    [BothDatabases]
    public async Task No_token_request_is_refused_while_tokens_are_pruned(Database database)
    {
        await using var server = await servers.StartProcessAsync(database, ("Jobs:Enabled", "false"));
        await SeedAsync(server.Database, Effort.PruneRows);
        await server.StopAsync();
        await server.StartAgainAsync(("Jobs:Enabled", "true"), ("Jobs:PrunePeriod", "00:10:00"));
        var (client, waits, refused) = (server.As(Registrations.Worker), new ConcurrentBag<TimeSpan>(), new ConcurrentBag<Answer>());
        (await client.ClientCredentialsAsync("orders.read")).ShouldSucceed();
        using var enough = new CancellationTokenSource();
        var load = LoadAsync(client, waits, refused, enough.Token);


        await Eventually.HoldsAsync(
            async () => await SqlRows.CountAsync(server.Database, "SELECT count(*) FROM security_events WHERE type = 9008") > 0, TimeSpan.FromMinutes(15), "the job pruned");
        await enough.CancelAsync();
        await load;


        (await SqlRows.CountAsync(server.Database, "SELECT count(*) FROM tokens WHERE properties = 'seeded'")).ShouldBe(Effort.PruneRows * 2 / 5);
        var took = TimeSpan.FromMilliseconds(await SqlRows.CountAsync(server.Database, "SELECT max(duration_milliseconds) FROM job_runs WHERE job = 'PruneExpiredRows'"));
        var sorted = waits.Order().ToList();
        TestContext.Current.SendDiagnosticMessage(
            $"{database}: {Effort.PruneRows * 3 / 5} of {Effort.PruneRows} rows in {took.TotalSeconds:0.0} s beside {sorted.Count} requests; median {sorted[sorted.Count / 2].TotalMilliseconds:0} ms, p99 {sorted[sorted.Count * 99 / 100].TotalMilliseconds:0} ms, longest {sorted[^1].TotalMilliseconds:0} ms");
        refused.Select(answer => answer.ToString()).ShouldBeEmpty();
        if (Effort.PruneRows < FullSize)
        {
            // In the suite a busy machine would decide how long anything takes.
            return;
        }

        sorted[^1].ShouldBeLessThan(TimeSpan.FromSeconds(1));
        if (database == Database.PostgreSql)
        {
            took.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        }
    }

    private static async Task LoadAsync(OidcClient client, ConcurrentBag<TimeSpan> waits, ConcurrentBag<Answer> refused, CancellationToken enough)
    {
        var requests = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / PerSecond));
        while (!enough.IsCancellationRequested && await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            requests.Add(AskAsync());
        }

        await Task.WhenAll(requests);

        async Task AskAsync()
        {
            var since = Stopwatch.GetTimestamp();
            var answer = await client.ClientCredentialsAsync("orders.read");
            waits.Add(Stopwatch.GetElapsedTime(since));
            if (answer.Status != 200)
            {
                refused.Add(answer);
            }
        }
    }

    // As a year of use leaves them: keys in the order of time, handles in none; three fifths have expired.
    private static async Task SeedAsync(TestDatabase data, int rows)
    {
        for (var from = 0; from < rows; from += RowsAtOnce)
        {
            var to = Math.Min(rows, from + RowsAtOnce);
            await data.ExecuteAsync(data.Kind == Database.Sqlite
                ? $"""
                  WITH RECURSIVE n(i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {to})
                  INSERT INTO tokens (id, concurrency_token, creation_date, expiration_date, payload, reference_id, status, subject, type, properties)
                  SELECT printf('%08X-%04X-7%03X-8%03X-%012X', i, i % 65536, i % 4096, i % 4096, i), hex(randomblob(16)), datetime('now', '-30 days'),
                         CASE WHEN i < {rows * 3L / 5} THEN datetime('now', '-' || (1 + ({rows} - i) / 1000) || ' hours') ELSE datetime('now', '+' || (1 + i / 1000) || ' hours') END,
                         hex(zeroblob(200)), hex(randomblob(32)), 'redeemed', hex(randomblob(4)), 'urn:ietf:params:oauth:token-type:refresh_token', 'seeded' FROM n
                  """
                : $"""
                  INSERT INTO tokens (id, concurrency_token, creation_date, expiration_date, payload, reference_id, status, subject, type, properties)
                  SELECT gen_random_uuid(), md5(i::text), now() - interval '30 days',
                         CASE WHEN i < {rows * 3L / 5} THEN now() - (1 + ({rows} - i) / 1000) * interval '1 hour' ELSE now() + (1 + i / 1000) * interval '1 hour' END,
                         repeat('0', 400), md5('a' || i) || md5('b' || i), 'redeemed', left(md5('c' || i), 8), 'urn:ietf:params:oauth:token-type:refresh_token', 'seeded'
                  FROM generate_series({from}, {to - 1}) AS i
                  """);
        }
    }
}
