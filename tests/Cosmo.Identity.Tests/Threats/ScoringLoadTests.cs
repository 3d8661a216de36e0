using System.Diagnostics;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Threats.Scoring;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Threats;

/// <summary>
/// A window full of events, by many addresses and by as many as there are events. At its full size of a million also how long a
/// run takes, and how much memory: in the suite a busy machine would decide that.
/// </summary>
[Collection(nameof(Alone)), Trait(nameof(Alone), Alone.Load)]
public sealed class ScoringLoadTests(Servers servers, ITestOutputHelper output)
{
    private const int FullSize = 1_000_000;
    private static readonly int Events = Effort.ScoringEvents;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private const long MostBytes = 300L << 20;

    [Theory]
    [BothDatabases(50)]
    [BothDatabases(1)]
    public async Task Every_address_of_a_full_window_is_judged(Harness.Database database, int eventsEach)
    {
        var addresses = Events / eventsEach;
        await using var house = await JudgementHouse.BuildAsync(database, servers);
        await house.Data.ExecuteAsync(database == Harness.Database.Sqlite ? SeedSqlite(addresses) : SeedPostgreSql(addresses));
        if (database == Harness.Database.PostgreSql)
        {
            await house.Data.ExecuteAsync("ANALYZE security_events");
        }

        GC.Collect();
        using var memory = new PeakMemory();
        using var process = Process.GetCurrentProcess();
        var spent = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();


        var judged = await house.Get<ScoreAddressesJob>().RunAsync(CancellationToken.None);


        var took = watch.Elapsed;
        process.Refresh();
        spent = process.TotalProcessorTime - spent;
        var grown = memory.Grown();
        output.WriteLine($"{database}, {addresses} addresses: {took.TotalSeconds:0.00} s ({spent.TotalSeconds:0.00} s of this process's CPU), {grown >> 20} MB more, {judged} addresses judged, "
            + $"{await house.CountAsync("SELECT COUNT(*) FROM suspicious_activity")} listed, {await house.CountAsync("SELECT COUNT(*) FROM ip_blocks")} blocked");
        if (Environment.GetEnvironmentVariable("COSMO_THREATS_REPORT") is { Length: > 0 } file)
        {
            await File.AppendAllTextAsync($"{file}.load", $"| {database} | {addresses} | {took.TotalSeconds:0.00} s | {spent.TotalSeconds:0.00} s | {grown >> 20} MB |\n", CancellationToken.None);
        }

        judged.ShouldBeGreaterThanOrEqualTo(Math.Min(addresses, EvidenceReader.MostAddresses / 2));
        if (Events >= FullSize)
        {
            took.ShouldBeLessThan(Longest);
            grown.ShouldBeLessThan(MostBytes);
        }
    }

    private static long Start => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 3_540_000;

    private const string Columns =
        "id, occurred_at, type, severity, outcome, count, subject_id, ip_address, device, correlation_id, name_hash, pair_hash, agent_hash, writer, sequence, mac";

    private static string SeedSqlite(int addresses) => $"""
        WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {Events - 1}),
        r AS (SELECT i, printf('%012X', {Start} + i * 7 / 2) AS ms, abs(random()) AS x, abs(random()) AS y, i % {addresses} AS a FROM n)
        INSERT INTO security_events ({Columns})
        SELECT substr(ms, 1, 8) || '-' || substr(ms, 9, 4) || '-7' || printf('%03X', x % 4096) || '-8' || printf('%03X', y % 4096) || '-' || printf('%012X', x % 281474976710656),
               '2026-11-26 12:00:00.123456', {Type}, 1, 1, 1, {Subject("printf('%08X-0000-7000-8000-%012X', x % 65536, y % 65536)")},
               '10.' || (a >> 16) || '.' || ((a >> 8) & 255) || '.' || (a & 255), 'Firefox on Windows (desktop)', '0HN0000000000' || i, x, y, x % 16, 1, i, hex(zeroblob(21)) || 'm'
        FROM r
        """;

    private static string SeedPostgreSql(int addresses) => $"""
        INSERT INTO security_events ({Columns})
        SELECT (substr(ms, 1, 8) || '-' || substr(ms, 9, 4) || '-7' || substr(h, 1, 3) || '-8' || substr(h, 4, 3) || '-' || substr(h, 7, 12))::uuid,
               now(), {Type}, 1, 1, 1, {Subject("(substr(h, 1, 8) || '-0000-7000-8000-' || substr(h, 9, 12))::uuid")},
               '10.' || (a >> 16) || '.' || ((a >> 8) & 255) || '.' || (a & 255), 'Firefox on Windows (desktop)', '0HN0000000000' || i, x, x # 5, x % 16, 1, i, repeat('m', 43)
        FROM (SELECT i, lpad(to_hex(({Start} + i * 7 / 2)::bigint), 12, '0') AS ms, md5(i::text || random()::text) AS h, (random() * 9e18)::bigint AS x, i % {addresses} AS a
              FROM generate_series(0, {Events - 1}) AS i) AS r
        """;

    // A third each: unknown names, wrong passwords, sign-ins.
    private const string Type = "CASE i % 3 WHEN 0 THEN 1003 WHEN 1 THEN 1002 ELSE 1001 END";

    private static string Subject(string expression) => $"CASE i % 3 WHEN 0 THEN NULL ELSE {expression} END";

    /// <summary>Watches the working set of this process.</summary>
    private sealed class PeakMemory : IDisposable
    {
        private readonly long before = Now();
        private readonly Timer timer;
        private long peak;

        public PeakMemory() => timer = new Timer(_ => peak = Math.Max(peak, Now()), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));

        public long Grown() => Math.Max(peak, Now()) - before;

        public void Dispose() => timer.Dispose();

        private static long Now()
        {
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64;
        }
    }
}
