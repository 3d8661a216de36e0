using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Chain;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;
using Database = Cosmo.Identity.Tests.Harness.Database;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>The chain is whole whatever the product does, and no hand in the database goes unseen (LOG-07).</summary>
public sealed class ChainTests(Servers servers) : IDisposable
{
    private readonly string _folder = Place.NewFolder();

    [Theory]
    [BothDatabases]
    public async Task What_two_nodes_record_at_once_is_whole(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        await using (var first = await Trail.OpenAsync(data))
        await using (var second = await Trail.OpenAsync(data))
        {
            await Task.WhenAll(Enumerable.Range(0, 400).Select(number => (number % 2 == 0 ? first : second).RecordAsync(1)));
            // One whose condition does not hold leaves a gap, and nothing else.
            await first.RecordAsync(new SecurityEvent { Type = SecurityEventType.SignedIn, Condition = new EventCondition("EXISTS (SELECT 1 FROM tokens WHERE subject = {0})", "nobody") });
            await first.RecordAsync(1);
        }


        await using var reader = await Trail.OpenAsync(data);
        var report = await reader.VerifyAsync();


        report.Breaks.ShouldBeEmpty();
        report.Events.ShouldBe(401);
        report.Unsealed.ShouldBe(0);
        report.Writers.ShouldBe(2);
        // Shared, not one a row: a request does not pay for it.
        report.Seals.ShouldBeLessThan(100);
    }

    [Theory]
    [BothDatabases]
    public async Task Every_change_by_hand_is_named(Database database)
    {
        // Four times ten events under four seals of one writer that has stopped.
        var (data, dump) = await PrepareAsync(database);
        string[] spoken =
        [
            "UPDATE security_events SET ip_address = '198.51.100.9' WHERE sequence = 15 -> sequence 15): changed since it was written",
            "UPDATE security_events SET occurred_at = (SELECT max(occurred_at) FROM security_events) WHERE sequence = 15 -> sequence 15): changed since it was written",
            "UPDATE security_events SET count = 7 WHERE sequence = 15 -> sequence 15): changed since it was written",
            "UPDATE security_events SET mac = (SELECT mac FROM security_events WHERE sequence = 16) WHERE sequence = 15 -> sequence 15): changed since it was written",
            "DELETE FROM security_events WHERE sequence = 15 -> seal 2 of |missing is the event with sequence 15",
            "DELETE FROM security_events WHERE sequence IN (1, 3, 4) -> seal 1 of |missing are the events with sequence 1,3-4",
            "DELETE FROM security_events WHERE sequence = 40 -> seal 4 of |missing is the event with sequence 40",
            "DELETE FROM security_events -> seal 1 of |missing are the events with sequence 1-10",
            "UPDATE security_events SET sequence = CASE sequence WHEN 12 THEN 13 ELSE 12 END WHERE sequence IN (12, 13) -> changed since it was written",
            $"INSERT INTO security_events SELECT {Forged} FROM security_events WHERE sequence = 40 -> changed since it was written, or forged",
            "DELETE FROM security_event_seals WHERE number = 2 -> missing seal 2; after seal 1 comes seal 3",
            "DELETE FROM security_event_seals WHERE number = 1 -> missing seal 1; after the beginning comes seal 2",
            "DELETE FROM security_event_seals WHERE number = 4 -> the end of its chain was cut off: missing seal 4",
            "DELETE FROM security_event_seals WHERE number > 2; DELETE FROM security_events WHERE sequence > 20 -> the end of its chain was cut off: missing seals 3 to 4",
            "DELETE FROM security_event_seals WHERE number = 4; DELETE FROM security_events WHERE sequence > 30; UPDATE security_event_writers SET seals = 3 -> the head of its chain, which says that there are seals 1 to 3, was changed",
            "DELETE FROM security_event_seals; DELETE FROM security_events; UPDATE security_event_writers SET seals = 0 -> the head of its chain, which says that there are no seals, was changed",
            "UPDATE security_event_seals SET sequences = '11-14,16-20' WHERE number = 2; DELETE FROM security_events WHERE sequence = 15 -> seal 2: changed since it was written",
            "UPDATE security_event_seals SET digest = (SELECT digest FROM security_event_seals WHERE number = 1) WHERE number = 2 -> seal 2: changed since it was written",
            "UPDATE security_event_seals SET number = CASE number WHEN 2 THEN 99 ELSE number END -> missing seal 2",
            "UPDATE security_event_writers SET stopped_at = NULL -> the head of its chain|was changed",
            "UPDATE security_event_writers SET name = 'somebody else' -> the head of its chain|was changed",
            "DELETE FROM security_event_writers -> its seals are there, but the writer is missing",
            "DELETE FROM security_event_writers; DELETE FROM security_event_seals -> its writer |is missing",
            "UPDATE security_event_seals SET pruned_at = created_at, pruned_mac = mac WHERE number = 1; DELETE FROM security_events WHERE sequence <= 10 -> seal 1: marked as pruned, but not by retention",
            "DELETE FROM security_event_seals WHERE number = 1; DELETE FROM security_events WHERE sequence <= 10; UPDATE security_event_seals SET pruned_at = created_at WHERE number = 2 -> missing seal 1",
        ];
        await using var trail = await Trail.OpenAsync(data);
        foreach (var line in spoken)
        {
            var (act, words) = (line.Split(" -> ")[0], line.Split(" -> ")[1].Split('|'));
            await data.ExecuteAsync(act);


            var report = await trail.VerifyAsync();


            report.Breaks.ShouldNotBeEmpty(act);
            foreach (var word in words)
            {
                report.Breaks[0].Text.ShouldContain(word, Case.Sensitive, $"{act}\n{string.Join('\n', report.Breaks.Select(link => link.Text))}");
            }

            await dump.RestoreAsync();
            (await trail.VerifyAsync()).Breaks.ShouldBeEmpty($"after {act} was undone");
        }
    }

    [Fact]
    public async Task A_row_that_cannot_even_be_read_is_named()
    {
        // PostgreSQL takes no value of another type.
        var (data, _) = await PrepareAsync(Database.Sqlite);
        await data.ExecuteAsync("UPDATE security_events SET id = 'x', occurred_at = 'yesterday' WHERE sequence = 15");


        await using var trail = await Trail.OpenAsync(data);
        var report = await trail.VerifyAsync();


        report.Breaks.ShouldContain(link => link.Text.Contains("event x: cannot be read any more"));
        report.Breaks.ShouldContain(link => link.Text.Contains("missing is the event with sequence 15"));
        (await trail.ExportAsync()).Length.ShouldBe(39);
        (await trail.Reader.ReadAsync(new(), null, 100, CancellationToken.None)).Events.Count.ShouldBe(39);
    }

    [Theory]
    [BothDatabases]
    public async Task A_chain_that_is_removed_as_a_whole_or_put_back_is_missed_by_the_others(Database database)
    {
        var (data, _) = await PrepareAsync(database);
        await using (var later = await Trail.OpenAsync(data))
        {
            await later.RecordAsync(new SecurityEvent
            {
                Type = SecurityEventType.ServerStarted,
                Details = await ChainAnchors.DescribeAsync(later.Database, CancellationToken.None),
            });
        }

        await using var trail = await Trail.OpenAsync(data);
        (await trail.VerifyAsync()).Breaks.ShouldBeEmpty();
        await data.ExecuteAsync(
            "DELETE FROM security_events WHERE type = 1001; DELETE FROM security_event_seals WHERE writer IN (SELECT id FROM copy_of_security_event_writers); DELETE FROM security_event_writers WHERE id IN (SELECT id FROM copy_of_security_event_writers)");


        var report = await trail.VerifyAsync();


        report.Breaks.ShouldHaveSingleItem().Text.ShouldContain(": missing; event ");
        report.Breaks[0].Text.ShouldContain("has seen it with seals 1 to 4");
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.ChainRecovered)]
    public async Task Two_nodes_seal_once_what_a_third_left(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        await using var dead = await Trail.OpenAsync(data);
        await dead.RecordAsync(10);
        await dead.SealedAsync();
        for (var i = 0; i < 5; i++)
        {
            await dead.RecordUnsealedAsync(Trail.From("192.0.2.1", SecurityEventType.SignedIn));
        }

        await using var first = await Trail.OpenAsync(data);
        await using var second = await Trail.OpenAsync(data);
        (await first.VerifyAsync()).ShouldSatisfyAllConditions(report => report.Breaks.ShouldBeEmpty(), report => report.Unsealed.ShouldBe(5));
        await FallSilentAsync(data);


        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => (number % 2 == 0 ? first : second).Recovery.RunAsync(CancellationToken.None))));


        var events = await first.AllAsync();
        events.Count(fact => fact.Type == SecurityEventType.ChainRecovered).ShouldBe(1);
        events.Count(fact => fact.Type == SecurityEventType.SignedIn).ShouldBe(15);
        await first.SealedAsync();
        (await first.VerifyAsync()).Breaks.ShouldBeEmpty();
    }

    [Theory]
    [BothDatabases]
    public async Task A_writer_that_was_only_halted_goes_on_after_what_was_sealed_for_it(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        await using (var halted = await Trail.OpenAsync(data))
        await using (var other = await Trail.OpenAsync(data))
        {
            await halted.RecordAsync(10);
            await halted.SealedAsync();
            var unsealed = Trail.From("192.0.2.1", SecurityEventType.SignedIn);
            await halted.RecordUnsealedAsync(unsealed);
            await FallSilentAsync(data);
            await other.Recovery.RunAsync(CancellationToken.None);


            halted.Feed.Publish(unsealed);
            await halted.RecordAsync(10);
        }


        await using var reader = await Trail.OpenAsync(data);
        var report = await reader.VerifyAsync();
        report.Breaks.ShouldBeEmpty();
        report.Unsealed.ShouldBe(0);
        report.Events.ShouldBe(22);
    }

    [Theory]
    [BothDatabases]
    public async Task An_event_whose_commit_was_never_heard_of_is_sealed_all_the_same(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        await using (var trail = await Trail.OpenAsync(data))
        {
            await trail.RecordAsync(1);
            var written = Trail.From("192.0.2.1", SecurityEventType.SignedIn);
            await trail.RecordUnsealedAsync(written);
            trail.Sealer.Doubt(written);
            await trail.SealedAsync();
        }


        await using var reader = await Trail.OpenAsync(data);
        (await reader.VerifyAsync()).ShouldSatisfyAllConditions(report => report.Breaks.ShouldBeEmpty(), report => report.Events.ShouldBe(2), report => report.Unsealed.ShouldBe(0));
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.EventsPruned)]
    public async Task Retention_takes_whole_seals_and_hides_nothing(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        var clock = new TestClock();
        await using var trail = await Trail.OpenAsync(data, clock, TimeSpan.FromDays(30));
        for (var i = 0; i < 3; i++)
        {
            await trail.RecordAsync(250);
            await trail.SealedAsync();
        }

        clock.Advance(TimeSpan.FromDays(31));
        await trail.RecordAsync(5);
        await trail.SealedAsync();


        (await trail.Pruning.RunAsync(CancellationToken.None)).ShouldBe(750);


        await trail.SealedAsync();
        var report = await trail.VerifyAsync();
        report.Breaks.ShouldBeEmpty();
        report.Pruned.ShouldBe(1);
        report.Events.ShouldBe(6);
        (await trail.AllAsync())[^1].Type.ShouldBe(SecurityEventType.EventsPruned);
        (await trail.Pruning.RunAsync(CancellationToken.None)).ShouldBe(0);

        // A row that somebody removes is missed before and after the rest has become old.
        await data.ExecuteAsync("DELETE FROM security_events WHERE sequence = 753");
        clock.Advance(TimeSpan.FromDays(31));
        await trail.RecordAsync(1);
        (await trail.Pruning.RunAsync(CancellationToken.None)).ShouldBeLessThan(6);
        (await trail.VerifyAsync()).Breaks[0].Text.ShouldContain("missing is the event with sequence 753");
    }

    [Fact]
    public async Task Other_keys_are_said_to_be_other_keys()
    {
        var (data, _) = await PrepareAsync(Database.Sqlite);
        await using var trail = await Trail.OpenAsync(data);


        var report = await new ChainVerifier(trail.Database, new EventKey(new byte[32], new byte[32])).RunAsync(CancellationToken.None);


        report.Breaks.ShouldHaveSingleItem().Text.ShouldContain("not one of 40 events fits the keys");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private const string Forged =
        "'01a21818-c2ac-7259-bc72-be6fb01b601f', occurred_at, type, severity, outcome, count, subject_id, client_id, session_id, ip_address, device, actor, correlation_id, name_hash, pair_hash, agent_hash, details, writer, 41, mac";

    private static Task FallSilentAsync(TestDatabase data) =>
        data.ExecuteAsync("UPDATE security_event_writers SET last_seen_at = '2020-01-01 00:00:00' WHERE stopped_at IS NULL AND seals > 0");

    private async Task<(TestDatabase Data, Copies Copies)> PrepareAsync(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        await using (var trail = await Trail.OpenAsync(data))
        {
            for (var i = 0; i < 4; i++)
            {
                // In one transaction, so that it is one seal.
                await trail.Recorder.ExecuteAsync([], [.. Enumerable.Range(0, 10).Select(_ => Trail.From("192.0.2.1", SecurityEventType.SignedIn))], CancellationToken.None);
                await trail.SealedAsync();
            }
        }

        return (data, await Copies.MakeAsync(data));
    }

    /// <summary>The tables of the trail as they were.</summary>
    private sealed class Copies(TestDatabase data)
    {
        private static readonly string[] Tables = ["security_events", "security_event_seals", "security_event_writers"];

        public static async Task<Copies> MakeAsync(TestDatabase data)
        {
            await data.ExecuteAsync(string.Concat(Tables.Select(table => $"CREATE TABLE copy_of_{table} AS SELECT * FROM {table};")));
            return new Copies(data);
        }

        public Task RestoreAsync() => data.ExecuteAsync(string.Concat(Tables.Select(table => $"DELETE FROM {table}; INSERT INTO {table} SELECT * FROM copy_of_{table};")));
    }
}
