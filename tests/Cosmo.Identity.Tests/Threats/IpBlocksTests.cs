using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Cosmo.Identity.Data;
using Cosmo.Identity.RateLimits;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Settings;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Threats;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using Database = Cosmo.Identity.Tests.Harness.Database;

namespace Cosmo.Identity.Tests.Threats;

/// <summary>Blocks are placed once, with their event, longer each time, and never against whom the operator exempted.</summary>
public sealed class IpBlocksTests(Servers servers) : IAsyncDisposable
{
    private static readonly IPAddress Attacker = IPAddress.Parse("203.0.113.66");
    private static readonly BlockRequest Spray = BlockRequest.ByRule("password_spray", "40 names in a minute");

    private readonly string _folder = Place.NewFolder();
    private readonly HandClock _clock = new();
    private readonly List<ServiceProvider> _nodes = [];

    [Theory]
    [BothDatabases]
    public async Task The_first_block_lasts_15_minutes_the_second_an_hour_every_other_a_day(Database database)
    {
        var (blocks, _) = await NodeAsync(database);
        List<double> minutes = [];
        for (var i = 0; i < 4; i++)
        {
            var block = (await blocks.PlaceAsync(Attacker, Spray, default)).ShouldNotBeNull();
            block.Repetition.ShouldBe(i);
            minutes.Add((block.ExpiresAt - block.CreatedAt).TotalMinutes);
            _clock.Advance(block.ExpiresAt - block.CreatedAt + TimeSpan.FromSeconds(1));
        }

        minutes.ShouldBe([15, 60, 1440, 1440]);
        _clock.Advance(TimeSpan.FromDays(31));
        (await blocks.PlaceAsync(Attacker, Spray, default)).ShouldNotBeNull().Repetition.ShouldBe(0, "what was a month ago is forgotten");
    }

    [Theory]
    [BothDatabases]
    public async Task A_block_and_its_event_are_one_and_it_is_not_placed_twice(Database database)
    {
        var (blocks, context) = await NodeAsync(database);

        var placed = (await blocks.PlaceAsync(Attacker, BlockRequest.ByScore(87, "<b>reasons\u202e"), default)).ShouldNotBeNull();
        (await blocks.PlaceAsync(IPAddress.Parse("::ffff:203.0.113.66"), Spray, default)).ShouldBeNull("another spelling is the same address");

        placed.Network.ShouldBe("203.0.113.66/32");
        var fact = (await EventsAsync(context)).ShouldHaveSingleItem();
        fact.Type.ShouldBe(SecurityEventType.AddressBlocked);
        fact.IpAddress.ShouldBe("203.0.113.66");
        var details = JsonDocument.Parse(fact.Details!).RootElement;
        details.GetProperty("score").GetInt32().ShouldBe(87);
        details.GetProperty("placed_by").GetString().ShouldBe("score");
        details.GetProperty("reason").GetString().ShouldBe("<b>reasons\\u202e", "what turns a line around is escaped");
        (await blocks.LiftAsync(IPNetwork.Parse("203.0.113.66/32"), "command:test", default)).ShouldBeTrue();
        (await blocks.LiftAsync(IPNetwork.Parse("203.0.113.66/32"), "command:test", default)).ShouldBeFalse();
        (await EventsAsync(context)).Count(lifted => lifted.Type == SecurityEventType.BlockLifted && lifted.Actor == "command:test").ShouldBe(1);
        (await blocks.PlaceAsync(Attacker, Spray, default)).ShouldNotBeNull().Repetition.ShouldBe(0, "what was lifted was a mistake and does not count");
    }

    [Theory]
    [BothDatabases]
    public async Task Of_many_who_place_the_same_block_at_once_on_two_nodes_one_does(Database database)
    {
        var (here, context) = await NodeAsync(database);
        var (there, _) = await NodeAsync(database);

        var placed = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => (i % 2 == 0 ? here : there).PlaceAsync(Attacker, Spray, default))));

        placed.Count(block => block is not null).ShouldBe(1);
        await using var read = context();
        (await read.Set<IpBlock>().CountAsync()).ShouldBe(1);
        (await EventsAsync(context)).Count.ShouldBe(1);
    }

    [Theory]
    [BothDatabases]
    public async Task An_IPv6_attacker_is_blocked_with_the_whole_64(Database database)
    {
        var (blocks, _) = await NodeAsync(database);

        (await blocks.PlaceAsync(IPAddress.Parse("2001:db8:1:2::bad"), Spray, default)).ShouldNotBeNull().Network.ShouldBe("2001:db8:1:2::/64");

        blocks.Find(IPAddress.Parse("2001:db8:1:2:ffff::1")).ShouldNotBeNull();
        blocks.Find(IPAddress.Parse("2001:db8:1:3::1")).ShouldBeNull();
    }

    [Theory]
    [BothDatabases]
    public async Task Shadow_records_what_it_would_have_done_and_refuses_nobody(Database database)
    {
        var (blocks, context) = await NodeAsync(database, ("Threats:Mode", "shadow"));

        (await blocks.PlaceAsync(Attacker, Spray, default)).ShouldNotBeNull().IsShadow.ShouldBeTrue();
        (await blocks.PlaceAsync(Attacker, Spray, default)).ShouldBeNull("once is enough");

        blocks.Find(Attacker).ShouldBeNull();
        (await EventsAsync(context)).ShouldHaveSingleItem().Type.ShouldBe(SecurityEventType.AddressWouldBeBlocked);
        (await blocks.PlaceAsync(Attacker, new BlockRequest("command:blocks add", "by hand"), default)).ShouldNotBeNull().IsShadow.ShouldBeFalse("a person's order stands in shadow, too");
        blocks.Find(Attacker).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("Threats:Mode", "off")]
    [InlineData("Threats:ExemptNetworks:0", "203.0.113.0/24")]
    [InlineData("RateLimits:ExemptNetworks:0", "203.0.113.66/32")]
    public async Task Where_nobody_may_be_blocked_nobody_is(string key, string value)
    {
        var (blocks, context) = await NodeAsync(Database.Sqlite, (key, value));

        (await blocks.PlaceAsync(Attacker, Spray, default)).ShouldBeNull();

        (await EventsAsync(context)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_exempt_address_is_served_inside_a_blocked_network()
    {
        var (blocks, _) = await NodeAsync(Database.Sqlite, ("Threats:ExemptNetworks:0", "203.0.113.66/32"));

        (await blocks.PlaceAsync(IPNetwork.Parse("203.0.113.0/24"), Spray, default)).ShouldNotBeNull();

        blocks.Find(Attacker).ShouldBeNull();
        blocks.Find(IPAddress.Parse("203.0.113.65")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_grave_rule_starts_further_up_and_the_operator_says_how_long()
    {
        var (blocks, _) = await NodeAsync(Database.Sqlite, ("Threats:BlockDurations:0", "00:05:00"), ("Threats:BlockDurations:1", "2.00:00:00"));

        var first = (await blocks.PlaceAsync(Attacker, Spray, default)).ShouldNotBeNull();
        var grave = (await blocks.PlaceAsync(IPAddress.Parse("203.0.113.67"), Spray with { FirstStep = 1 }, default)).ShouldNotBeNull();

        (first.ExpiresAt - first.CreatedAt).ShouldBe(TimeSpan.FromMinutes(5));
        (grave.ExpiresAt - grave.CreatedAt).ShouldBe(TimeSpan.FromDays(2));
    }

    private async Task<(IpBlocks Blocks, Func<CosmoDbContext> Context)> NodeAsync(Database database, params (string Key, string Value)[] settings)
    {
        var data = _nodes.Count == 0 ? _data = await servers.NewDatabaseAsync(database, _folder) : _data!;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value)).Build();
        var node = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(_clock)
            .AddSingleton<IConfiguration>(configuration)
            .AddData(new DatabaseOptions
            {
                Provider = database == Database.Sqlite ? DatabaseProvider.Sqlite : DatabaseProvider.PostgreSql,
                ConnectionString = data.ConnectionString,
            })
            .AddSecurityEvents(new SecurityEventsOptions(), _ => new EventKey(RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32)))
            .AddSingleton(new SettingsReader(configuration).Read<RateLimitsOptions>(RateLimitsOptions.Section).ExemptNetworks)
            .AddBlocks(configuration)
            .BuildServiceProvider();
        _nodes.Add(node);
        await node.GetRequiredService<Schema>().MigrateAsync(default);
        return (node.GetRequiredService<IpBlocks>(), node.GetRequiredService<Data.Database>().CreateContext);
    }

    private TestDatabase? _data;

    private static async Task<List<SecurityEvent>> EventsAsync(Func<CosmoDbContext> context)
    {
        await using var read = context();
        return await read.Set<SecurityEvent>().AsNoTracking().OrderBy(fact => fact.Id).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
