using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Live;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Reading;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Admin.SecurityEvents;

/// <summary>
/// Events as they come, of those that fit a filter: rows for the page, objects for the API. Whoever lost the connection goes on where they
/// were, from the database, without a gap.
/// </summary>
internal static class EventStream
{
    /// <summary>A page keeps no more; a program that was away longer reads the list.</summary>
    private const int MostCaughtUp = 200;

    // The page's own parameter: a browser that comes back to a tab begins a new stream, which has no Last-Event-ID.
    private const string LastParameter = "last";

    /// <summary>For the page: rows to be put at the top of the list.</summary>
    public static Task RowsAsync(HttpContext context, SecurityEventTail tail, SecurityEventReader reader, AccountNames names, TimeProvider clock) =>
        RunAsync(context, tail, reader, names, clock, async (events, cancellationToken) =>
        {
            var rows = await EventRows.OfAsync(events, names, cancellationToken);
            using var html = new StringWriter();
            foreach (var row in rows.Reverse())
            {
                row.WriteTo(html, HtmlEncoder.Default);
            }

            return [new LiveMessage("fragment", JsonSerializer.Serialize(new { target = "events", how = "prepend", html = html.ToString() }), events[^1].Id.ToString("D"))];
        });

    /// <summary>For programs: one message an event.</summary>
    public static Task ObjectsAsync(HttpContext context, SecurityEventTail tail, SecurityEventReader reader, AccountNames names, TimeProvider clock) =>
        RunAsync(context, tail, reader, names, clock, (events, _) => Task.FromResult<IReadOnlyList<LiveMessage>>(
            [.. events.Select(fact => new LiveMessage("security-event", Json(fact), fact.Id.ToString("D")))]));

    private static async Task RunAsync(
        HttpContext context,
        SecurityEventTail tail,
        SecurityEventReader reader,
        AccountNames names,
        TimeProvider clock,
        Func<IReadOnlyList<SecurityEvent>, CancellationToken, Task<IReadOnlyList<LiveMessage>>> render)
    {
        var query = await EventQuery.ReadAsync(context.Request.Query, names, clock, context.RequestAborted);
        // A range of time says how far back the list goes, and a live one has no end.
        var filter = query.Filter with { From = null, To = null };
        var position = tail.Begin();
        var missed = LastOf(context.Request) is { } last ? last : (Guid?)null;
        await LiveStream.RunAsync(context, async cancellationToken =>
        {
            var reading = await tail.ReadAsync(position, cancellationToken);
            position = reading.Position;
            IReadOnlyList<SecurityEvent> events = [.. reading.Events.Where(filter.Fits)];
            if (missed is { } since)
            {
                events = Merge(await reader.ReadAsync(filter, null, MostCaughtUp, cancellationToken), since, events);
                missed = null;
            }
            else if (reading.IsGap)
            {
                events = Merge(await reader.ReadAsync(filter, null, MostCaughtUp, cancellationToken), Guid.Empty, events);
            }

            return events.Count == 0 ? [] : await render(events, cancellationToken);
        });
    }

    private static IReadOnlyList<SecurityEvent> Merge(SecurityEventPage page, Guid since, IReadOnlyList<SecurityEvent> events) =>
        [.. page.Events.Concat(events).DistinctBy(fact => fact.Id).Where(fact => Compare(fact.Id, since) > 0).OrderBy(fact => fact.Id.ToString("N"), StringComparer.Ordinal)];

    // As the databases order keys, which is not as .NET does.
    private static int Compare(Guid one, Guid other) => string.CompareOrdinal(one.ToString("N"), other.ToString("N"));

    private static Guid? LastOf(HttpRequest request) =>
        Guid.TryParseExact(request.Headers["Last-Event-ID"].ToString(), "D", out var id) || Guid.TryParseExact(request.Query[LastParameter].ToString(), "D", out id) ? id : null;

    private static string Json(SecurityEvent fact)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            SecurityEventJson.Write(json, fact);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
