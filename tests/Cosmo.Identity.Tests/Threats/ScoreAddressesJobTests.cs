using System.Net;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Threats.Scoring;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Threats;

/// <summary>The scoring run on both databases: who is listed, suspected and blocked, when they are forgotten, and that two nodes do it once.</summary>
public sealed class ScoreAddressesJobTests(Servers servers)
{
    private const string Attacker = "203.0.113.9";

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.AddressSuspected, SecurityEventType.AddressBlocked)]
    public async Task An_attacker_is_listed_with_reasons_and_blocked_and_a_forgetful_person_is_not(Harness.Database database)
    {
        await using var house = await JudgementHouse.BuildAsync(database, servers);
        await AttackAsync(house, Attacker);
        await FailAsync(house, "198.51.100.3", "bob", 4);


        var judged = await ScoreAsync(house);


        judged.ShouldBe(2);
        var listed = (await house.Get<SuspiciousActivityReader>().ListAsync(40, 10, CancellationToken.None)).ShouldHaveSingleItem();
        listed.IpAddress.ShouldBe(Attacker);
        listed.Score.ShouldBe(100);
        listed.Reasons[0].Feature.ShouldBe("unresolved_names");
        listed.Reasons.Sum(reason => reason.Share).ShouldBe(100, 0.5);
        (await house.CountAsync($"SELECT COUNT(*) FROM ip_blocks WHERE network = '{Attacker}/32' AND placed_by = 'score' AND score = 100")).ShouldBe(1);
        (await house.CountAsync("SELECT COUNT(*) FROM ip_blocks")).ShouldBe(1);
        (await EventsAsync(house, SecurityEventType.AddressSuspected)).ShouldBe(1);
        (await EventsAsync(house, SecurityEventType.AddressBlocked)).ShouldBe(1);
        (await house.Get<SuspiciousActivityReader>().FindAsync("198.51.100.3", CancellationToken.None))!.Score.ShouldBeLessThan(40);
    }

    [Theory]
    [BothDatabases]
    public async Task Who_stays_suspected_is_told_of_once(Harness.Database database)
    {
        await using var house = await JudgementHouse.BuildAsync(database, servers);
        await AttackAsync(house, Attacker);


        await ScoreAsync(house);
        await ScoreAsync(house);
        await ScoreAsync(house);


        (await EventsAsync(house, SecurityEventType.AddressSuspected)).ShouldBe(1);
        (await EventsAsync(house, SecurityEventType.AddressBlocked)).ShouldBe(1);
    }

    [Theory]
    [BothDatabases]
    public async Task What_is_over_is_forgotten(Harness.Database database)
    {
        await using var house = await JudgementHouse.BuildAsync(database, servers);
        await AttackAsync(house, Attacker);
        await ScoreAsync(house);
        var before = await house.Get<SuspiciousActivityReader>().FindAsync(Attacker, CancellationToken.None);
        house.Time.Ahead += TimeSpan.FromMinutes(40);
        await ScoreAsync(house);
        var later = await house.Get<SuspiciousActivityReader>().FindAsync(Attacker, CancellationToken.None);
        house.Time.Ahead += TimeSpan.FromMinutes(40);


        await ScoreAsync(house);


        before.ShouldNotBeNull();
        (later?.Score ?? 0).ShouldBeLessThan(before.Score);
        (await house.CountAsync("SELECT COUNT(*) FROM suspicious_activity")).ShouldBe(0);
    }

    [Theory]
    [BothDatabases]
    public async Task A_block_that_has_ended_takes_new_deeds_to_be_placed_again_and_lasts_longer(Harness.Database database)
    {
        await using var house = await JudgementHouse.BuildAsync(database, servers);
        await AttackAsync(house, Attacker);
        await ScoreAsync(house);
        house.Time.Ahead += TimeSpan.FromMinutes(16);
        await ScoreAsync(house);
        var afterwards = await house.CountAsync("SELECT COUNT(*) FROM ip_blocks");
        // Events bear the real time, so the next attack must be as late as the clock.
        await house.Data.ExecuteAsync("DELETE FROM security_events");
        await AttackAsync(house, Attacker);
        await ShiftEventsAsync(house);


        await ScoreAsync(house);


        afterwards.ShouldBe(1);
        (await house.CountAsync("SELECT COUNT(*) FROM ip_blocks WHERE repetition = 1")).ShouldBe(1);
    }

    [Theory]
    [BothDatabases]
    public async Task Addresses_of_one_ipv6_64_are_judged_as_one(Harness.Database database)
    {
        await using var house = await JudgementHouse.BuildAsync(database, servers);
        for (var i = 0; i < 40; i++)
        {
            await FailAsync(house, $"2001:db8::{i + 1:x}", "name" + i, 1);
        }


        await ScoreAsync(house);


        (await house.CountAsync("SELECT COUNT(*) FROM suspicious_activity WHERE ip_address = '2001:db8::/64'")).ShouldBe(1);
        (await house.CountAsync("SELECT COUNT(*) FROM ip_blocks WHERE network = '2001:db8::/64'")).ShouldBe(1);
    }

    [Theory]
    [BothDatabases]
    public async Task Fifty_good_users_behind_one_address_with_some_failures_are_not_blocked(Harness.Database database)
    {
        await using var house = await JudgementHouse.BuildAsync(database, servers);
        for (var i = 0; i < 50; i++)
        {
            var user = Guid.CreateVersion7();
            await FailAsync(house, Attacker, "colleague" + i, i % 5, user);
            if (i % 12 != 0)
            {
                await RecordAsync(house, SecurityEventType.SignedIn, Attacker, "colleague" + i, user);
            }
        }


        await ScoreAsync(house);


        (await house.CountAsync("SELECT COUNT(*) FROM ip_blocks")).ShouldBe(0);
        (await EventsAsync(house, SecurityEventType.AddressSuspected)).ShouldBe(0);
    }

    [Theory]
    [BothDatabases]
    public async Task Two_nodes_score_a_minute_once(Harness.Database database)
    {
        await using var one = await JudgementHouse.BuildAsync(database, servers);
        await using var other = one.Neighbour();
        await AttackAsync(one, Attacker);
        await Eventually.HoldsAsync(() => Task.FromResult(DateTimeOffset.UtcNow.Second < 50), TimeSpan.FromSeconds(15), "the minute was young enough for all of them");


        var judged = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? one : other).Get<ScoreAddressesJob>().RunAsync(CancellationToken.None)));


        judged.Count(count => count > 0).ShouldBe(1);
        (await EventsAsync(one, SecurityEventType.AddressSuspected)).ShouldBe(1);
        (await EventsAsync(one, SecurityEventType.AddressBlocked)).ShouldBe(1);
    }

    [Theory]
    [BothDatabases]
    public async Task A_clock_that_was_set_back_does_not_stop_the_runs(Harness.Database database)
    {
        await using var house = await JudgementHouse.BuildAsync(database, servers);
        var store = house.Get<SuspicionStore>();
        var noon = new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
        (await store.ClaimAsync(noon, CancellationToken.None)).ShouldBeTrue();
        (await store.ClaimAsync(noon, CancellationToken.None)).ShouldBeFalse();


        var back = await store.ClaimAsync(noon.AddHours(-1), CancellationToken.None);


        back.ShouldBeTrue();
        (await store.ClaimAsync(noon.AddHours(-1), CancellationToken.None)).ShouldBeFalse();
    }

    [Theory]
    [BothDatabases("shadow", 1, 0)]
    [BothDatabases("off", 0, 0)]
    [Triggers(SecurityEventType.AddressWouldBeBlocked)]
    public async Task In_mode_shadow_it_is_written_what_would_be_done_and_in_mode_off_nothing_is(Harness.Database database, string mode, int wouldBe, int blocked)
    {
        await using var house = await JudgementHouse.BuildAsync(database, servers, ("Threats:Mode", mode));
        await AttackAsync(house, Attacker);


        await ScoreAsync(house);
        await ScoreAsync(house);


        (await EventsAsync(house, SecurityEventType.AddressWouldBeBlocked)).ShouldBe(wouldBe);
        (await EventsAsync(house, SecurityEventType.AddressBlocked)).ShouldBe(blocked);
    }

    /// <summary>A run in a minute of its own.</summary>
    private static async Task<long> ScoreAsync(JudgementHouse house)
    {
        house.Time.Ahead += TimeSpan.FromMinutes(1);
        return await house.Get<ScoreAddressesJob>().RunAsync(CancellationToken.None);
    }

    private static async Task AttackAsync(JudgementHouse house, string address)
    {
        for (var i = 0; i < 30; i++)
        {
            await FailAsync(house, address, "name" + i, 2);
        }
    }

    private static async Task FailAsync(JudgementHouse house, string address, string name, int times, Guid? subject = null)
    {
        for (var i = 0; i < times; i++)
        {
            await RecordAsync(house, subject is null ? SecurityEventType.UnknownUserTried : SecurityEventType.SignInFailed, address, name, subject, "wrong" + i);
        }
    }

    private static Task RecordAsync(JudgementHouse house, SecurityEventType type, string address, string name, Guid? subject, string? password = null)
    {
        var key = house.Get<EventKey>();
        var fact = SecurityEvent.Of(type, new RequestOrigin(IPAddress.Parse(address), "curl/8"), null);
        fact.NameHash = key.Hide(name);
        fact.SubjectId = subject;
        fact.PairHash = password is null ? null : key.Hide($"{name}\0{password}");
        return house.Get<SecurityEventRecorder>().RecordAsync(fact, CancellationToken.None);
    }

    private static Task<long> EventsAsync(JudgementHouse house, SecurityEventType type) =>
        house.CountAsync($"SELECT COUNT(*) FROM security_events WHERE type = {(int)type}");

    // New keys that begin with the house's time instead of the real one.
    private static async Task ShiftEventsAsync(JudgementHouse house)
    {
        var prefix = EventWindow.LeastKey(house.Time.GetUtcNow()).ToString()[..13];
        await house.Data.ExecuteAsync(house.Data.Kind == Harness.Database.Sqlite
            ? $"UPDATE security_events SET id = '{prefix.ToUpperInvariant()}' || substr(id, 14)"
            : $"UPDATE security_events SET id = ('{prefix}' || substr(id::text, 14))::uuid");
    }
}
