using System.Globalization;
using System.Text.Json;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Reading;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>Every line of the export parses and stays a line, whatever strangers sent (LOG-01, LOG-02, LOG-05).</summary>
public sealed class ExportTests(Servers servers) : IDisposable
{
    private static readonly string[] Hostile =
    [
        "x\r\n2026-11-26 LOGIN OK admin", "\u001b]0;owned\u0007\u001b[2J", "\u202egnp.exe\u202c", "nul\0nul", "lone \ud800 and \udc00", new('A', 65536), new('\u0001', 65536),
        "\"},{\"type\":\"forged\"}", "</script><script>alert(1)</script>", "日本\u2028\u2029", "\\u0000", string.Concat(Enumerable.Repeat("😀", 200)), "",
    ];

    private readonly string _folder = Place.NewFolder();

    [Theory]
    [BothDatabases]
    public async Task Hostile_text_is_stored_cut_and_every_line_parses(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        await using var trail = await Trail.OpenAsync(data);
        foreach (var text in Hostile)
        {
            await trail.RecordAsync(new SecurityEvent
            {
                Type = SecurityEventType.SignedIn,
                ClientId = text,
                IpAddress = text,
                Device = text,
                Actor = text,
                CorrelationId = text,
                NameHash = Trail.Key.Hide(text),
                Details = text,
                UserAgent = text,
            });
        }


        var lines = await trail.ExportAsync();


        lines.Length.ShouldBe(Hostile.Length);
        foreach (var line in lines)
        {
            line.ShouldAllBe(c => c >= ' ' && c <= '~');
            line.Length.ShouldBeLessThan(8000);
            using var parsed = JsonDocument.Parse(line);
            parsed.RootElement.GetProperty("type").GetString().ShouldBe("authentication.signed_in");
            parsed.RootElement.GetProperty("nameHash").GetString()!.ShouldMatch("^[0-9a-f]{16}$");
        }

        await trail.SealedAsync();
        (await trail.VerifyAsync()).Breaks.ShouldBeEmpty();
    }

    [Theory]
    [BothDatabases]
    public async Task Lines_come_in_the_order_of_time_and_as_asked_for(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        await using var trail = await Trail.OpenAsync(data);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(number =>
            trail.RecordAsync(Trail.From("192.0.2.1", number % 4 == 0 ? SecurityEventType.RefreshTokenReused : SecurityEventType.SignedIn))));


        var all = await trail.ExportAsync();


        var times = all.Select(line => Member(line, "occurredAt")).Select(text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)).ToList();
        times.ShouldBe(times.Order());
        var middle = times[100];
        (await trail.ExportAsync(new SecurityEventFilter { From = middle })).Length.ShouldBe(times.Count(time => time >= middle));
        (await trail.ExportAsync(new SecurityEventFilter { To = middle })).Length.ShouldBe(times.Count(time => time < middle));
        (await trail.ExportAsync(new SecurityEventFilter { Types = [SecurityEventType.RefreshTokenReused] })).Length.ShouldBe(50);
        (await trail.ExportAsync(new SecurityEventFilter { Severities = [SecurityEventSeverity.Info] })).Length.ShouldBe(150);
        (await trail.ExportAsync(new SecurityEventFilter { Severities = [SecurityEventSeverity.Warning] })).ShouldBeEmpty();
    }

    [Theory]
    [BothDatabases]
    public async Task A_reader_pages_through_everything_once_newest_first(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        await using var trail = await Trail.OpenAsync(data);
        var (ada, grace) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        for (var i = 0; i < 250; i++)
        {
            await trail.RecordAsync(new SecurityEvent { Type = SecurityEventType.SignedIn, SubjectId = i % 5 == 0 ? ada : grace, ClientId = i % 2 == 0 ? "web" : "mobile" });
        }


        var all = await PageThroughAsync(trail, new SecurityEventFilter(), 7);
        var hers = await PageThroughAsync(trail, new SecurityEventFilter { User = ada }, 7);
        var web = await PageThroughAsync(trail, new SecurityEventFilter { User = ada, Client = "web" }, 7);


        all.Count.ShouldBe(250);
        all.Select(fact => fact.Id).Distinct().Count().ShouldBe(250);
        all.Select(fact => fact.OccurredAt).ShouldBe(all.Select(fact => fact.OccurredAt).OrderDescending());
        hers.Count.ShouldBe(50);
        web.Count.ShouldBe(25);
        var middle = all[100].OccurredAt;
        (await PageThroughAsync(trail, new SecurityEventFilter { From = middle }, 50)).Count.ShouldBe(all.Count(fact => fact.OccurredAt >= middle));
        (await PageThroughAsync(trail, new SecurityEventFilter { To = middle }, 50)).Count.ShouldBe(all.Count(fact => fact.OccurredAt < middle));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<List<SecurityEvent>> PageThroughAsync(Trail trail, SecurityEventFilter filter, int count)
    {
        var all = new List<SecurityEvent>();
        Guid? next = null;
        do
        {
            var page = await trail.Reader.ReadAsync(filter, next, count, CancellationToken.None);
            page.Events.Count.ShouldBeLessThanOrEqualTo(count);
            all.AddRange(page.Events);
            next = page.Next;
        }
        while (next is not null);
        return all;
    }

    private static string Member(string line, string name) => JsonDocument.Parse(line).RootElement.GetProperty(name).GetString()!;
}
