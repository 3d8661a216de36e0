using Cosmo.Identity.Data;
using Cosmo.Identity.Jobs.Statistics;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;
using Database = Cosmo.Identity.Tests.Harness.Database;

namespace Cosmo.Identity.Tests.Jobs;

/// <summary>Hourly counts of events: weighted, the same however often they are made, complete after a pause.</summary>
public sealed class StatisticsTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task Counts_are_by_hour_and_type_and_weighted(Database database)
    {
        await using var house = await JobHouse.BuildAsync(servers, database);
        var hour = HourOf(house.Clock.GetUtcNow()).AddHours(-30);
        await AddAsync(house, SecurityEventType.SignInFailed, hour, 1);
        await AddAsync(house, SecurityEventType.SignInFailed, hour.AddMinutes(59.9), 41);
        await AddAsync(house, SecurityEventType.SignedIn, hour.AddMinutes(30), 1);
        await AddAsync(house, SecurityEventType.SignInFailed, hour.AddHours(1), 5);


        await RunAsync(house);
        await RunAsync(house);


        (await ReadAsync(house)).ShouldBe(
        [
            new HourlyCount(hour, "authentication.sign_in_failed", 42), new HourlyCount(hour, "authentication.signed_in", 1),
            new HourlyCount(hour.AddHours(1), "authentication.sign_in_failed", 5),
        ]);
    }

    [Theory]
    [BothDatabases]
    public async Task A_pause_is_made_up_for_and_an_hour_goes_on(Database database)
    {
        await using var house = await JobHouse.BuildAsync(servers, database);
        var hour = HourOf(house.Clock.GetUtcNow());
        await AddAsync(house, SecurityEventType.SignedIn, hour.AddHours(-400), 2);
        await RunAsync(house);
        await AddAsync(house, SecurityEventType.SignedIn, hour.AddHours(-200), 3);
        await AddAsync(house, SecurityEventType.SignedIn, hour, 4);
        await RunAsync(house);
        await AddAsync(house, SecurityEventType.SignedIn, house.Clock.GetUtcNow(), 5);


        await RunAsync(house);


        (await ReadAsync(house)).Select(count => (count.Hour, count.Count)).ShouldBe([(hour.AddHours(-400), 2), (hour.AddHours(-200), 3), (hour, 9)]);
    }

    [Theory]
    [BothDatabases]
    public async Task An_hour_that_a_wrong_clock_made_stops_nothing(Database database)
    {
        await using var house = await JobHouse.BuildAsync(servers, database);
        var hour = HourOf(house.Clock.GetUtcNow());
        await house.Data.ExecuteAsync($"INSERT INTO hourly_statistics (hour, name, count) VALUES ({SqlRows.At(house.Data, hour.AddYears(1))}, 'x', 1)");
        await AddAsync(house, SecurityEventType.SignedIn, hour, 4);

        await RunAsync(house);

        (await ReadAsync(house)).ShouldContain(new HourlyCount(hour, "authentication.signed_in", 4));
    }

    private static Task<long> RunAsync(JobHouse house) => house.Get<RollUpStatisticsJob>().RunAsync(CancellationToken.None);

    private static Task<IReadOnlyList<HourlyCount>> ReadAsync(JobHouse house) =>
        house.Get<StatisticsReader>().ReadAsync(house.Clock.GetUtcNow().AddDays(-60), house.Clock.GetUtcNow().AddDays(1), CancellationToken.None);

    /// <summary>An event of another time, and that many.</summary>
    private static async Task AddAsync(JobHouse house, SecurityEventType type, DateTimeOffset at, int count)
    {
        var fact = new SecurityEvent { Type = type };
        await house.Get<SecurityEventRecorder>().RecordAsync(fact, CancellationToken.None);
        await house.Get<Identity.Data.Database>().ExecuteAsync(
            [new SqlStatement("UPDATE security_events SET id = $1, occurred_at = $2, count = $3 WHERE id = $4", Guid.CreateVersion7(at), at, count, fact.Id)],
            CancellationToken.None);
    }

    private static DateTimeOffset HourOf(DateTimeOffset instant) => new(instant.Ticks - (instant.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero);
}
