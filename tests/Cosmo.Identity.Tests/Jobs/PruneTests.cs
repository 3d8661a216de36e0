using System.Security.Cryptography;
using System.Text;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Jobs;

/// <summary>What is deleted has served, and nothing else (PRUNE-01, 02, 05, 07).</summary>
public sealed class PruneTests(Servers servers)
{
    private static readonly (string, string)[] EverySecond = [("Jobs:PrunePeriod", "00:00:01"), ("Tokens:RefreshTokenReuseLeeway", "00:00:00")];
    private static readonly string[] States = ["valid", "redeemed", "revoked", "inactive"];

    [Theory]
    [BothDatabases]
    public async Task Of_rows_in_random_states_and_ages_exactly_the_expired_go_while_tokens_are_issued(Database database)
    {
        // PRUNE-01.
        await using var server = await servers.StartAsync(database, ("Jobs:Enabled", "false"));
        var seeded = await SeedAsync(server.Database, 3_000);
        await server.StopAsync();
        await server.StartAgainAsync([("Jobs:Enabled", "true"), .. EverySecond]);
        var issued = new List<string>();


        await Eventually.HoldsAsync(
            async () =>
            {
                issued.Add((await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed().RefreshToken);
                return await PrunedAsync(server.Database);
            },
            TimeSpan.FromSeconds(60), "the job pruned");


        (await SqlRows.ReadAsync(server.Database, "SELECT id FROM tokens WHERE properties = 'seeded'")).Select(Guid.Parse).ToHashSet()
            .SetEquals(seeded.LiveTokens).ShouldBeTrue("tokens");
        (await SqlRows.ReadAsync(server.Database, "SELECT id FROM authorizations WHERE properties = 'seeded'")).Select(Guid.Parse).ToHashSet()
            .SetEquals(seeded.LiveFamilies).ShouldBeTrue("authorizations");
        foreach (var token in issued)
        {
            (await server.As(Registrations.Mobile).RefreshAsync(token)).ShouldSucceed();
        }
    }

    [Theory]
    [BothDatabases]
    public async Task A_redeemed_refresh_token_is_known_when_it_comes_again_after_a_prune(Database database)
    {
        // PRUNE-02.
        await using var server = await servers.StartAsync(database, EverySecond);
        var client = server.As(Registrations.Mobile);
        var first = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        var second = (await client.RefreshAsync(first.RefreshToken)).ShouldSucceed();
        await AddExpiredAsync(server.Database);
        await Eventually.HoldsAsync(() => PrunedAsync(server.Database), TimeSpan.FromSeconds(60), "the job pruned");


        (await client.RefreshAsync(first.RefreshToken)).ShouldFail(400, "invalid_grant");


        (await client.RefreshAsync(second.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await SqlRows.CountAsync(server.Database, "SELECT count(*) FROM authorizations WHERE status = 'revoked'")).ShouldBe(1);
    }

    [Theory]
    [BothDatabases]
    public async Task Consents_and_sessions_with_a_living_family_stay(Database database)
    {
        // PRUNE-07: the browser's cookie is over, the tokens of the same session are not.
        await using var server = await servers.StartAsync(database, EverySecond);
        var client = server.As(Registrations.Web);
        var tokens = await client.SignInAsync(People.Ada, "openid offline_access");
        var long_ago = SqlRows.At(server.Database, DateTimeOffset.UtcNow.AddDays(-2));
        await server.Database.ExecuteAsync($"UPDATE user_sessions SET expires_at = {long_ago}");
        await server.Database.ExecuteAsync($"UPDATE authorizations SET creation_date = {long_ago}");
        await server.Database.ExecuteAsync(
            $"INSERT INTO authorizations (id, application_id, concurrency_token, creation_date, scopes, status, subject, type) SELECT {SqlRows.Key(server.Database, Guid.CreateVersion7())}, application_id, 'x', {long_ago}, scopes, 'valid', subject, 'permanent' FROM authorizations");
        await AddExpiredAsync(server.Database);


        await Eventually.HoldsAsync(() => PrunedAsync(server.Database), TimeSpan.FromSeconds(60), "the job pruned");


        (await SqlRows.CountAsync(server.Database, "SELECT count(*) FROM authorizations WHERE type = 'permanent' AND status = 'valid'")).ShouldBe(1);
        (await client.RefreshAsync(tokens.RefreshToken)).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.ExpiredRowsPruned)]
    public async Task Every_table_that_grows_is_pruned_and_the_event_says_how_many(Database database)
    {
        await using var server = await servers.StartAsync(database, ("Jobs:Enabled", "false"));
        var data = server.Database;
        (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();
        await server.StopAsync();
        string[] ages = [SqlRows.At(data, DateTimeOffset.UtcNow.AddDays(-400)), SqlRows.At(data, DateTimeOffset.UtcNow.AddMinutes(1))];
        for (var i = 0; i < ages.Length; i++)
        {
            await data.ExecuteAsync($"INSERT INTO sign_in_counters (key, failures, pending, last_at, expires_at) VALUES ('user:{i}', 1, 0, {ages[i]}, {ages[i]})");
            await data.ExecuteAsync($"INSERT INTO used_assertions (id, expires_at) VALUES ('{i}', {ages[i]})");
            await data.ExecuteAsync($"INSERT INTO suspicious_activity (id, ip_address, scored_at, window_start, score, reasons) VALUES ({SqlRows.Key(data, Guid.CreateVersion7())}, '192.0.2.{i}', {ages[i]}, {ages[i]}, 1, '[]')");
            await data.ExecuteAsync($"INSERT INTO ip_blocks (id, network, created_at, expires_at, repetition, reason, placed_by, is_shadow) VALUES ({SqlRows.Key(data, Guid.CreateVersion7())}, '192.0.2.{i}/32', {ages[i]}, {ages[i]}, 0, 'x', 'command', {(database == Database.Sqlite ? "0" : "false")})");
            await data.ExecuteAsync($"INSERT INTO block_exemptions (id, network, reason, placed_by, created_at, expires_at) VALUES ({SqlRows.Key(data, Guid.CreateVersion7())}, '192.0.2.{i}/32', 'x', 'expires', {ages[i]}, {ages[i]})");
            await data.ExecuteAsync($"INSERT INTO block_exemptions (id, network, reason, placed_by, created_at, ended_at) VALUES ({SqlRows.Key(data, Guid.CreateVersion7())}, '192.0.2.{i}/32', 'x', 'ended', {ages[i]}, {ages[i]})");
            await data.ExecuteAsync($"INSERT INTO known_devices (user_id, device_hash, first_seen_at, last_seen_at, network, description) SELECT id, 'hash{i}', {ages[i]}, {ages[i]}, '192.0.2.0/24', 'x' FROM users WHERE normalized_user_name = (SELECT min(normalized_user_name) FROM users)");
            await data.ExecuteAsync($"INSERT INTO one_time_tokens (id, purpose, subject_id, about, hash, created_at, expires_at) SELECT {SqlRows.Key(data, Guid.CreateVersion7())}, 'x', id, '{i}', 'hash{i}', {ages[i]}, {ages[i]} FROM users WHERE normalized_user_name = (SELECT min(normalized_user_name) FROM users)");
            await data.ExecuteAsync($"INSERT INTO job_runs (id, job, node, started_at, duration_milliseconds, rows) VALUES ({SqlRows.Key(data, Guid.CreateVersion7(DateTimeOffset.UtcNow.AddMinutes(i - 1)))}, 'Old', 'x/{i}', {ages[i]}, 1, 0)");
        }

        await server.StartAgainAsync([("Jobs:Enabled", "true"), .. EverySecond]);


        await Eventually.HoldsAsync(() => PrunedAsync(data), TimeSpan.FromSeconds(60), "the job pruned");


        foreach (var table in new[] { "sign_in_counters WHERE key LIKE 'user:_'", "used_assertions", "suspicious_activity", "ip_blocks", "block_exemptions WHERE placed_by = 'expires'", "block_exemptions WHERE placed_by = 'ended'", "known_devices", "one_time_tokens", "job_runs WHERE job = 'Old'" })
        {
            (await SqlRows.CountAsync(data, $"SELECT count(*) FROM {table}")).ShouldBe(1, table);
        }

        var details = (await SqlRows.ReadAsync(data, "SELECT details FROM security_events WHERE type = 9008"))[0];
        details.ShouldContain("\"ip_blocks\":1");
        details.ShouldContain("\"block_exemptions\":2");
    }

    [Theory]
    [BothDatabases]
    public async Task One_broken_table_keeps_no_other_from_being_pruned_and_is_told(Database database)
    {
        await using var server = await servers.StartAsync(database, EverySecond);
        await server.Database.ExecuteAsync("ALTER TABLE used_assertions RENAME TO elsewhere");
        await AddExpiredAsync(server.Database);


        await Eventually.HoldsAsync(() => PrunedAsync(server.Database), TimeSpan.FromSeconds(60), "the job pruned");


        await Eventually.HoldsAsync(
            async () => await SqlRows.CountAsync(server.Database, "SELECT count(*) FROM security_events WHERE type = 9004 AND actor = 'job:PruneExpiredRows'") > 0,
            TimeSpan.FromSeconds(10), "the failure was an event");
        (await SqlRows.ReadAsync(server.Database, "SELECT error FROM job_runs WHERE error IS NOT NULL AND job = 'PruneExpiredRows'"))[0].ShouldContain("used_assertions");
    }

    [Theory]
    [BothDatabases]
    public async Task With_a_clock_in_doubt_nothing_is_deleted_and_one_event_says_so(Database database)
    {
        await using var server = await servers.StartAsync(database, EverySecond);
        var future = DateTimeOffset.UtcNow.AddHours(2);
        await server.Database.ExecuteAsync(
            $"INSERT INTO job_runs (id, job, node, started_at, duration_milliseconds, rows) VALUES ({SqlRows.Key(server.Database, Guid.CreateVersion7(future))}, 'Other', 'other/1', {SqlRows.At(server.Database, future)}, 1, 0)");
        await AddExpiredAsync(server.Database);


        await Eventually.HoldsAsync(
            async () => await SqlRows.CountAsync(server.Database, "SELECT count(*) FROM job_runs WHERE job = 'PruneExpiredRows' AND error LIKE 'Nothing was deleted%'") > 2,
            TimeSpan.FromSeconds(60), "three runs were refused");


        (await SqlRows.CountAsync(server.Database, "SELECT count(*) FROM tokens WHERE properties = 'seeded'")).ShouldBe(1);
        (await SqlRows.CountAsync(server.Database, "SELECT count(*) FROM security_events WHERE type = 9005")).ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_nodes_one_has_each_run()
    {
        await using var first = await servers.StartProcessAsync(Database.PostgreSql, ("Jobs:PrunePeriod", "00:00:02"));
        await using var second = await first.StartAnotherNodeAsync(("Jobs:PrunePeriod", "00:00:02"));
        const string Own = "FROM job_runs WHERE job = 'PruneExpiredRows'";

        await Eventually.HoldsAsync(async () => await SqlRows.CountAsync(first.Database, $"SELECT count(*) {Own}") >= 8, TimeSpan.FromSeconds(60), "eight runs were due");

        (await SqlRows.CountAsync(
            first.Database,
            $"SELECT count(*) FROM (SELECT started_at - lag(started_at) OVER (ORDER BY started_at) AS pause {Own}) AS pauses WHERE pause < interval '1.7 seconds'")).ShouldBe(0);
        // Whoever has them, the other goes on when it dies.
        var before = await SqlRows.CountAsync(first.Database, $"SELECT count(*) {Own}");
        var busy = (await SqlRows.ReadAsync(first.Database, $"SELECT node {Own} ORDER BY started_at DESC LIMIT 1"))[0];
        await (busy.Contains($"/{first.ProcessId}/", StringComparison.Ordinal) ? first : second).KillAsync();
        await Eventually.HoldsAsync(
            async () => await SqlRows.CountAsync(first.Database, $"SELECT count(*) {Own} AND node <> '{busy}' AND error IS NULL") > 0 && await SqlRows.CountAsync(first.Database, $"SELECT count(*) {Own}") > before,
            // One that was killed in the middle of a run is given up after two minutes.
            TimeSpan.FromSeconds(150), "the other node went on");
    }

    private static async Task<bool> PrunedAsync(TestDatabase data) =>
        await SqlRows.CountAsync(data, "SELECT count(*) FROM security_events WHERE type = 9008") > 0;

    private static Task AddExpiredAsync(TestDatabase data) => data.ExecuteAsync(
        $"INSERT INTO tokens (id, expiration_date, status, type, properties) VALUES ({SqlRows.Key(data, Guid.CreateVersion7())}, {SqlRows.At(data, DateTimeOffset.UtcNow.AddHours(-1))}, 'valid', 'x', 'seeded')");

    // Ages around now, none within the tolerance of the clock; families whose end and tokens do not agree, too.
    private static async Task<(HashSet<Guid> LiveTokens, HashSet<Guid> LiveFamilies)> SeedAsync(TestDatabase data, int count)
    {
        var (now, live, families) = (DateTimeOffset.UtcNow, new HashSet<Guid>(), new HashSet<Guid>());
        var text = new StringBuilder("BEGIN;");
        for (var i = 0; i < count; i++)
        {
            var (family, type) = (Guid.CreateVersion7(), RandomNumberGenerator.GetInt32(4) == 0 ? "permanent" : "ad-hoc");
            DateTimeOffset? end = type == "permanent" || RandomNumberGenerator.GetInt32(10) == 0 ? null : Age(now);
            text.Append($"INSERT INTO authorizations (id, status, type, expires_at, properties) VALUES ({SqlRows.Key(data, family)}, '{State()}', '{type}', {At(data, end)}, 'seeded');");
            var keeps = end is null || end > now;
            for (var k = RandomNumberGenerator.GetInt32(3); k > 0; k--)
            {
                var id = Guid.CreateVersion7();
                DateTimeOffset? expiry = RandomNumberGenerator.GetInt32(20) == 0 ? null : Age(now);
                text.Append($"INSERT INTO tokens (id, authorization_id, status, type, expiration_date, properties) VALUES ({SqlRows.Key(data, id)}, {SqlRows.Key(data, family)}, '{State()}', 'x', {At(data, expiry)}, 'seeded');");
                if (expiry is null || expiry > now)
                {
                    live.Add(id);
                    keeps = true;
                }
            }

            if (keeps)
            {
                families.Add(family);
            }

            if (text.Length > 80_000 || i == count - 1)
            {
                await data.ExecuteAsync(text.Append("COMMIT;").ToString());
                text.Clear().Append("BEGIN;");
            }
        }

        return (live, families);

        static string State() => States[RandomNumberGenerator.GetInt32(States.Length)];
        static string At(TestDatabase data, DateTimeOffset? instant) => instant is { } known ? SqlRows.At(data, known) : "NULL";
        static DateTimeOffset Age(DateTimeOffset now) => RandomNumberGenerator.GetInt32(2) == 0
            ? now.AddSeconds(-RandomNumberGenerator.GetInt32(360, 2_000_000))
            : now.AddSeconds(RandomNumberGenerator.GetInt32(600, 2_000_000));
    }
}
