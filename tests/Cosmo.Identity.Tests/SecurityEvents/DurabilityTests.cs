using System.Collections.Concurrent;
using System.Security.Cryptography;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>An event and what it tells of are one: both are there or neither is, through faults and kill -9 (D5, D13, F-01).</summary>
public sealed class DurabilityTests(Servers servers)
{
    private const int Writers = 8;

    [Theory]
    [BothDatabases]
    public async Task Without_its_event_nothing_is_handed_out(Database database)
    {
        await using var server = await servers.StartAsync(database);
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();
        var before = await CountsAsync(server);


        await RefuseInsertsAsync(server, "security_events");
        var refresh = await server.As(Registrations.Mobile).RefreshAsync(tokens.RefreshToken);
        var worker = await server.As(Registrations.Worker).ClientCredentialsAsync("orders.read");
        var revocation = await server.As(Registrations.Mobile).RevokeAsync(tokens.RefreshToken);
        var refused = await server.As(Registrations.Mobile).RefreshAsync("Yx81LrYpT5c0dQkq3mWbnE7uGhJ2sVfA9iKoB4tXe6M");


        new[] { refresh, worker, revocation, refused }.ShouldAllBe(answer => answer.Status >= 500);
        (await CountsAsync(server)).ShouldBe(before);
        await AllowInsertsAsync(server, "security_events");
        (await server.As(Registrations.Mobile).RefreshAsync(tokens.RefreshToken)).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task Without_the_change_there_is_no_event(Database database)
    {
        await using var server = await servers.StartAsync(database);
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();
        var trail = await AuditTrail.FromNowAsync(server);


        await RefuseInsertsAsync(server, "tokens");
        var refresh = await server.As(Registrations.Mobile).RefreshAsync(tokens.RefreshToken);
        var worker = await server.As(Registrations.Worker).ClientCredentialsAsync("orders.read");
        var password = await server.As(Registrations.Mobile).PasswordAsync(People.Grace);


        new[] { refresh, worker, password }.ShouldAllBe(answer => answer.Status >= 500);
        (await trail.NewAsync()).ShouldBeEmpty();
        await AllowInsertsAsync(server, "tokens");
        (await server.As(Registrations.Mobile).RefreshAsync(tokens.RefreshToken)).ShouldSucceed();
        await trail.ShouldBeAsync(SecurityEventType.TokensRefreshed);
    }

    [Theory]
    [BothDatabases]
    public async Task Without_its_event_no_account_is_changed(Database database)
    {
        await using var server = await servers.StartAsync(database);
        await RefuseInsertsAsync(server, "security_events");


        var locked = await Command.CosmoAsync(server.Folder, "Development", ["users", "lock", "ada", .. server.DataArguments]);


        locked.ExitCode.ShouldBe(1, locked.Text);
        await AllowInsertsAsync(server, "security_events");
        (await server.Database.QueryAsync("SELECT disabled_at FROM users WHERE disabled_at IS NOT NULL AND user_name = 'ada'")).ShouldBeEmpty();
    }

    [Theory]
    [BothDatabases]
    public async Task Every_acknowledged_answer_has_its_event_after_kill_9(Database database)
    {
        await using var server = await servers.StartProcessAsync(database);
        var refusedSoFar = 0;
        for (var round = 0; round < Effort.CrashRounds; round++)
        {
            var issued = new ConcurrentBag<string>();
            var refused = new ConcurrentBag<int>();
            var trail = await AuditTrail.FromNowAsync(server);
            var writers = Enumerable.Range(0, Writers).Select(_ => WriteAsync(server, issued, refused)).ToList();


            var enough = RandomNumberGenerator.GetInt32(Writers * 2, Writers * 20);
            await Eventually.HoldsAsync(() => Task.FromResult(issued.Count >= enough), TimeSpan.FromSeconds(60), "the writers were at work");
            await server.KillAsync();
            await Task.WhenAll(writers);
            await server.StartAgainAsync();


            var rows = await trail.NewAsync();
            var told = rows.Where(row => row.Type == SecurityEventType.TokensIssued).Select(row => row.Detail("access_token")!).ToList();
            told.Distinct().Count().ShouldBe(told.Count, "one event for each token");
            issued.Except(told).ShouldBeEmpty($"round {round}");
            refusedSoFar += refused.Count;
            (await server.Database.RecordedAsync(SecurityEventType.GrantRefused)).ShouldBeGreaterThanOrEqualTo(refusedSoFar);
            // And no event without its token.
            var stored = (await server.Database.QueryAsync("SELECT id FROM tokens")).Select(row => Guid.Parse(row.GetProperty("id").GetString()!)).ToHashSet();
            told.Select(Guid.Parse).Except(stored).ShouldBeEmpty();
        }
    }

    [Fact]
    [Triggers(SecurityEventType.DatabaseFaulted)]
    public async Task A_locked_sqlite_file_is_one_event_when_it_is_over()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);
        var trail = await AuditTrail.FromNowAsync(server);


        await using (await SqliteLock.TakeAsync(server))
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => server.As(Registrations.Worker).ClientCredentialsAsync("orders.read")));
            answers.ShouldAllBe(answer => answer.Status == 503);
        }


        await ShouldTellTheOutageAsync(trail, 5);
    }

    [Fact]
    [Triggers(SecurityEventType.DatabaseFaulted)]
    public async Task A_stopped_postgresql_is_one_event_when_it_is_over()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var server = await ServerProcess.StartAsync(Database.PostgreSql, cluster, Registrations.Provisioning());
        var trail = await AuditTrail.FromNowAsync(server);


        await cluster.StopAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => server.As(Registrations.Worker).ClientCredentialsAsync("orders.read")));
        await cluster.ResumeAsync();


        answers.ShouldAllBe(answer => answer.Status == 503);
        await ShouldTellTheOutageAsync(trail, 5);
    }

    private static async Task ShouldTellTheOutageAsync(AuditTrail trail, int requests)
    {
        await Eventually.HoldsAsync(
            async () => (await trail.NewAsync()).Any(row => row.Type == SecurityEventType.DatabaseFaulted), TimeSpan.FromSeconds(30), "the outage was told");
        var row = (await trail.ShouldBeAsync(SecurityEventType.DatabaseFaulted)).ShouldBeComplete();
        row.Detail("requests").ShouldBe(requests.ToString());
        DateTimeOffset.Parse(row.Detail("to")!).ShouldBeGreaterThan(DateTimeOffset.Parse(row.Detail("from")!));
    }

    private static async Task WriteAsync(RunningServer server, ConcurrentBag<string> issued, ConcurrentBag<int> refused)
    {
        try
        {
            while (true)
            {
                var tokens = (await server.As(Registrations.Worker).ClientCredentialsAsync("orders.read")).ShouldSucceed();
                issued.Add(Jwt.Parse(tokens.AccessToken).Claim("jti")!);
                var answer = await server.As(Registrations.Mobile).RefreshAsync("Yx81LrYpT5c0dQkq3mWbnE7uGhJ2sVfA9iKoB4tXe6M");
                answer.ShouldFail(400, "invalid_grant");
                refused.Add(answer.Status);
            }
        }
        catch (HttpRequestException)
        {
            // Killed while it was on its way: nobody knows its outcome.
        }
    }

    private static async Task<string> CountsAsync(RunningServer server) => string.Concat(await server.Database.QueryAsync(
        "SELECT (SELECT count(*) FROM tokens) AS tokens, (SELECT count(*) FROM tokens WHERE status = 'valid') AS valid, (SELECT count(*) FROM security_events) AS events, "
        + "(SELECT count(*) FROM authorizations WHERE status = 'valid') AS families"));

    private static Task RefuseInsertsAsync(RunningServer server, string table) => server.Database.ExecuteAsync(
        server.Database.Kind == Database.Sqlite
            ? $"CREATE TRIGGER refuse BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'refused by the test'); END"
            : "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''refused by the test''; END'; "
                + $"CREATE TRIGGER refuse BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()");

    private static Task AllowInsertsAsync(RunningServer server, string table) => server.Database.ExecuteAsync(
        server.Database.Kind == Database.Sqlite ? "DROP TRIGGER refuse" : $"DROP TRIGGER refuse ON {table}; DROP FUNCTION refuse()");
}
