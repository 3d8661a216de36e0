using System.Globalization;
using System.Text;

namespace Cosmo.Identity.SecurityEvents.Reading;

/// <summary>Hands events out for keeps. Each export is an event itself, recorded before the first line leaves.</summary>
public sealed class SecurityEventExport
{
    private readonly EventExport lines;
    private readonly SecurityEventRecorder recorder;

    internal SecurityEventExport(EventExport lines, SecurityEventRecorder recorder) => (this.lines, this.recorder) = (lines, recorder);

    /// <summary>One JSON object a line, oldest first.</summary>
    /// <param name="act">Who takes them.</param>
    /// <param name="filter">Which.</param>
    /// <param name="output">Where they go.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>How many lines were written.</returns>
    public async Task<long> WriteJsonLinesAsync(AdminAct act, SecurityEventFilter filter, Stream output, CancellationToken cancellationToken)
    {
        await RecordAsync(act, "jsonl", cancellationToken);
        return await lines.RunAsync(filter, output, cancellationToken);
    }

    /// <summary>
    /// Comma-separated values (RFC 4180) with a heading, oldest first. A cell that a spreadsheet would compute gets an apostrophe before it: what
    /// strangers wrote stays text.
    /// </summary>
    /// <inheritdoc cref="WriteJsonLinesAsync"/>
    public async Task<long> WriteCsvAsync(AdminAct act, SecurityEventFilter filter, Stream output, CancellationToken cancellationToken)
    {
        await RecordAsync(act, "csv", cancellationToken);
        await using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\r\n" };
        await text.WriteLineAsync("occurred_at,type,severity,outcome,count,subject_id,client_id,session_id,ip_address,device,actor,correlation_id,details,id");
        return await lines.RunAsync(
            filter,
            (fact, _) => text.WriteLineAsync(Row(fact)),
            cancellationToken);
    }

    private Task RecordAsync(AdminAct act, string format, CancellationToken cancellationToken) =>
        recorder.RecordAsync(act.Event(SecurityEventType.EventsExported, null, ("format", format)), cancellationToken);

    private static string Row(SecurityEvent fact) => string.Join(',', new[]
    {
        fact.OccurredAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        SecurityEventJson.NameOf(fact.Type),
        fact.Severity.ToString().ToLowerInvariant(),
        fact.Outcome.ToString().ToLowerInvariant(),
        fact.Count.ToString(CultureInfo.InvariantCulture),
        fact.SubjectId?.ToString(),
        fact.ClientId,
        fact.SessionId?.ToString(),
        fact.IpAddress,
        fact.Device,
        fact.Actor,
        fact.CorrelationId,
        fact.Details,
        fact.Id.ToString(),
    }.Select(Cell));

    private static string Cell(string? value)
    {
        if (value is not { Length: > 0 })
        {
            return "";
        }

        if (value[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
        {
            value = "'" + value;
        }

        return value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
