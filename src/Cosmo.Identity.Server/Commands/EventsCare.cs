using System.Globalization;
using System.Text.Json;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Chain;
using Cosmo.Identity.SecurityEvents.Reading;
using Cosmo.Identity.Server.Configuration;
using Microsoft.Win32.SafeHandles;

namespace Cosmo.Identity.Server.Commands;

/// <summary>What the <c>events</c> commands do. Each is an event itself.</summary>
internal static class EventsCare
{
    private const int MostShown = 10;

    public static async Task<int> ExportAsync(ProgramSettings program, SecurityEventFilter filter, CancellationToken cancellationToken)
    {
        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: false, cancellationToken);
        // Before the first line leaves: who breaks it off has seen it all the same.
        await services.Events.RecordAsync(
            new SecurityEvent { Type = SecurityEventType.EventsExported, Actor = "command:events export", Details = Describe(filter) }, cancellationToken);
        // Not the console's own stream: it goes on writing when the reader has gone, and never says so.
        await using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        try
        {
            await services.Export.RunAsync(filter, output, cancellationToken);
        }
        catch (IOException exception) when (IsBrokenPipe(exception))
        {
            // `| head` has seen enough.
        }

        return Exit.Done;
    }

    public static async Task<int> VerifyAsync(ProgramSettings program, CancellationToken cancellationToken)
    {
        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: false, cancellationToken);
        var report = await services.Verifier.RunAsync(cancellationToken);
        await services.Events.RecordAsync(
            new SecurityEvent
            {
                Type = SecurityEventType.EventsVerified,
                Actor = "command:events verify",
                Details = await ChainAnchors.DescribeAsync(
                    services.Database, cancellationToken, ("events", report.Events), ("seals", report.Seals), ("breaks", report.Breaks.Count)),
            },
            cancellationToken);
        Console.WriteLine($"Events: {report.Events}, seals: {report.Seals} ({report.Pruned} of them pruned), writers: {report.Writers}, not sealed yet: {report.Unsealed}.");
        if (report.Breaks.Count == 0)
        {
            Console.WriteLine("The chain is whole: every event is as it was written, and none that was sealed is missing.");
            return Exit.Done;
        }

        foreach (var link in report.Breaks.Take(MostShown))
        {
            Console.WriteLine($"{link.Text}.");
        }

        if (report.Breaks.Count > MostShown)
        {
            Console.WriteLine($"… and more: {report.Breaks.Count - MostShown}.");
        }

        throw new RefusedException($"The chain is broken. First broken link: {report.Breaks[0].Text}.");
    }

    private static string Describe(SecurityEventFilter filter) => JsonSerializer.Serialize(new Dictionary<string, string>(
        new (string Name, string? Value)[]
        {
            ("from", filter.From?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
            ("to", filter.To?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
            ("types", filter.Types.Count == 0 ? null : string.Join(' ', filter.Types.Select(SecurityEventJson.NameOf))),
            ("severities", filter.Severities.Count == 0 ? null : string.Join(' ', filter.Severities)),
        }.Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Name, member.Value!)),
        StringComparer.Ordinal));

    private static bool IsBrokenPipe(IOException exception)
    {
        const int BrokenPipe = 32;
        const int BrokenPipeOnWindows = unchecked((int)0x8007006D);
        return exception.HResult is BrokenPipe or BrokenPipeOnWindows;
    }
}
