using Cosmo.Identity.Jobs;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Jobs;

/// <summary>The witnesses against a wall clock: the running time, the newest rows, the database's own clock (PRUNE-01, F-23).</summary>
public sealed class TrustedClockTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task A_new_database_speaks_against_nothing(Database database)
    {
        await using var house = await JobHouse.BuildAsync(servers, database);

        (await house.Get<TrustedClock>().DoubtAsync(CancellationToken.None)).ShouldBeNull();
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.ClockJumped)]
    public async Task A_jump_is_one_event_however_often_it_is_met(Database database)
    {
        await using var house = await JobHouse.BuildAsync(servers, database);
        (await house.Get<TrustedClock>().DoubtAsync(CancellationToken.None)).ShouldBeNull();
        house.Clock.Put(TimeSpan.FromHours(1));


        var first = await house.Get<TrustedClock>().DoubtAsync(CancellationToken.None);
        var second = await house.Get<TrustedClock>().DoubtAsync(CancellationToken.None);


        first.ShouldNotBeNull();
        second.ShouldNotBeNull();
        (await SqlRows.CountAsync(house.Data, "SELECT count(*) FROM security_events WHERE type = 9005")).ShouldBe(1);
    }

    [Theory]
    [BothDatabases]
    public async Task A_trace_from_the_future_speaks_against_the_clock(Database database)
    {
        await using var house = await JobHouse.BuildAsync(servers, database);
        await AddRunAsync(house, house.Clock.GetUtcNow().AddMinutes(6));

        (await house.Get<TrustedClock>().DoubtAsync(CancellationToken.None)).ShouldNotBeNull().ShouldContain("behind");
    }

    [Theory]
    [BothDatabases(4, true)]
    [BothDatabases(-20 * 60, true)]
    [BothDatabases(-25 * 60, false)]
    public async Task A_night_off_is_believed_and_a_longer_absence_not_at_once(Database database, int minutes, bool believed)
    {
        await using var house = await JobHouse.BuildAsync(servers, database);
        await AddRunAsync(house, house.Clock.GetUtcNow().AddMinutes(minutes));

        ((await house.Get<TrustedClock>().DoubtAsync(CancellationToken.None)) is null).ShouldBe(believed);
    }

    [Fact]
    public async Task The_clock_of_PostgreSQL_is_a_witness_of_its_own()
    {
        await using var house = await JobHouse.BuildAsync(servers, Database.PostgreSql);
        house.Clock.Put(TimeSpan.FromMinutes(10));

        (await house.Get<TrustedClock>().DoubtAsync(CancellationToken.None)).ShouldNotBeNull().ShouldContain("database's");
    }

    private static Task AddRunAsync(JobHouse house, DateTimeOffset at) => house.Data.ExecuteAsync(
        $"INSERT INTO job_runs (id, job, node, started_at, duration_milliseconds, rows) VALUES ({SqlRows.Key(house.Data, Guid.CreateVersion7(at))}, 'Other', 'other/1', {SqlRows.At(house.Data, at)}, 1, 0)");
}
