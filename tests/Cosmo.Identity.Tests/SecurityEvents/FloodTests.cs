using System.Net;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Floods;
using Cosmo.Identity.SecurityEvents.Reading;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>A flood of failures costs few rows and loses not one of them (design D5).</summary>
public sealed class FloodTests(Servers servers) : IDisposable
{
    private const int Many = 5000;
    private readonly string _folder = Place.NewFolder();

    [Theory]
    [BothDatabases]
    public async Task Thousands_from_one_address_are_few_rows_and_an_exact_sum(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        await using (var trail = await Trail.OpenAsync(data))
        {
            await FloodAsync(trail, _ => "203.0.113.7");
            await trail.Floods.CloseAsync(all: true, CancellationToken.None);
        }


        await using var reader = await Trail.OpenAsync(data);
        await ShouldCountAsync(reader, Many);
        var rows = await reader.AllAsync();
        rows.Count.ShouldBeLessThan(200);
        rows.ShouldAllBe(fact => fact.IpAddress == "203.0.113.7");
        rows.ShouldContain(fact => fact.Count > 1 && FloodDetails.WindowOf(fact) != null);
        (await reader.VerifyAsync()).Breaks.ShouldBeEmpty();
    }

    [Theory]
    [BothDatabases]
    public async Task Thousands_from_thousands_of_addresses_are_counted_together(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        await using (var trail = await Trail.OpenAsync(data))
        {
            await FloodAsync(trail, number => new IPAddress([10, 1, (byte)(number / 250 % 8), (byte)(number % 250)]).ToString());
            await trail.Floods.CloseAsync(all: true, CancellationToken.None);
        }


        await using var reader = await Trail.OpenAsync(data);
        await ShouldCountAsync(reader, Many);
        var rows = await reader.AllAsync();
        rows.Count.ShouldBeLessThan(2800);
        rows.ShouldContain(fact => fact.Count > 100 && fact.IpAddress == null && fact.Details!.Contains("\"addresses\":\"many\""));
        (await reader.VerifyAsync()).Breaks.ShouldBeEmpty();
    }

    [Theory]
    [BothDatabases]
    public async Task What_was_counted_by_a_process_that_died_becomes_events_once(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        // Never closed, never stopped: what is in the database is all that is left of it.
        await using var dead = await Trail.OpenAsync(data);
        await FloodAsync(dead, _ => "203.0.113.7");
        await using var first = await Trail.OpenAsync(data);
        await using var second = await Trail.OpenAsync(data);
        await ShouldCountAsync(first, Many);
        await data.ExecuteAsync("UPDATE security_event_writers SET last_seen_at = '2020-01-01 00:00:00'");


        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => (number % 2 == 0 ? first : second).Floods.CloseLeftAsync(CancellationToken.None))));


        await ShouldCountAsync(first, Many);
        (await first.CountAsync("security_event_floods")).ShouldBe(0);
        (await first.AllAsync()).Count(fact => fact.Count > 1).ShouldBeLessThan(20);
        (await first.VerifyAsync()).Breaks.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_subscriber_of_ipv6_is_one_address()
    {
        var data = await servers.NewDatabaseAsync(Database.Sqlite, _folder);
        await using var trail = await Trail.OpenAsync(data);


        await FloodAsync(trail, number => $"2001:db8:1:2::{number:x}");


        (await trail.AllAsync()).Count.ShouldBeLessThan(200);
        await trail.Floods.CloseAsync(all: true, CancellationToken.None);
        (await trail.AllAsync()).ShouldContain(fact => fact.Count > 1000 && fact.IpAddress == "2001:db8:1:2::/64");
        await ShouldCountAsync(trail, Many);
    }

    [Fact]
    public async Task A_success_is_always_a_row_and_everybody_who_listens_hears_of_each()
    {
        var data = await servers.NewDatabaseAsync(Database.Sqlite, _folder);
        await using var trail = await Trail.OpenAsync(data);
        var heard = 0;
        var counted = 0;
        using var subscription = trail.Feed.Subscribe(fact =>
        {
            Interlocked.Increment(ref heard);
            Interlocked.Add(ref counted, fact.IsOnlyCounted ? 1 : 0);
        });


        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => trail.RecordAsync(Trail.From("203.0.113.7", SecurityEventType.SignedIn))));
        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => trail.RecordAsync(Trail.From("203.0.113.7"))));
        await trail.Floods.CloseAsync(all: true, CancellationToken.None);


        heard.ShouldBe(1000);
        counted.ShouldBeGreaterThan(400);
        (await trail.AllAsync()).Count(fact => fact.Type == SecurityEventType.SignedIn).ShouldBe(500);
    }

    [Fact]
    public void A_flood_without_end_has_windows_that_grow_to_a_minute()
    {
        var clock = new TestClock();
        var gauge = new FloodGauge(clock);
        var windows = 0;
        for (var second = 0; second < 3600; second++)
        {
            for (var i = 0; i < 40; i++)
            {
                gauge.Admit(Trail.From("203.0.113.7"))?.Leave();
            }

            windows += gauge.TakeEnded(all: false).Count;
            clock.Advance(TimeSpan.FromSeconds(1));
        }


        windows.ShouldBeInRange(55, 75);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task FloodAsync(Trail trail, Func<int, string> address)
    {
        foreach (var part in Enumerable.Range(0, Many).Chunk(500))
        {
            await Task.WhenAll(part.Select(number => trail.RecordAsync(Trail.From(address(number)))));
        }
    }

    /// <summary>Rows and open windows together.</summary>
    private static async Task ShouldCountAsync(Trail trail, int expected)
    {
        var lines = await trail.ExportAsync(new SecurityEventFilter { Types = [SecurityEventType.SignInFailed] });
        lines.Sum(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("count").GetInt32()).ShouldBe(expected);
    }
}
