using System.Globalization;
using System.Text.Json;

namespace Cosmo.Identity.SecurityEvents.Reading;

/// <summary>An event as one JSON object of printable ASCII, whatever its texts hold; keyed hashes in hexadecimal.</summary>
public static class SecurityEventJson
{
    /// <summary>Writes one object.</summary>
    public static void Write(Utf8JsonWriter json, SecurityEvent fact)
    {
        json.WriteStartObject();
        json.WriteString("id", fact.Id);
        WriteCommon(json, fact.OccurredAt, fact.Type, fact.Severity, fact.Outcome, fact.Count);
        WriteIf(json, "subjectId", fact.SubjectId?.ToString());
        WriteIf(json, "clientId", fact.ClientId);
        WriteIf(json, "sessionId", fact.SessionId?.ToString());
        WriteIf(json, "ipAddress", fact.IpAddress);
        WriteIf(json, "device", fact.Device);
        WriteIf(json, "actor", fact.Actor);
        WriteIf(json, "correlationId", fact.CorrelationId);
        WriteIf(json, "nameHash", Hex(fact.NameHash));
        WriteIf(json, "pairHash", Hex(fact.PairHash));
        WriteIf(json, "agentHash", Hex(fact.AgentHash));
        WriteDetails(json, fact.Details);
        // A number beyond 2^53 would lose its end in JavaScript.
        json.WriteString("writer", fact.Writer.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("sequence", fact.Sequence);
        json.WriteString("mac", fact.Mac);
        json.WriteEndObject();
    }

    /// <summary>A flood that still goes on: its count so far, under no seal.</summary>
    internal static void WriteOpenFlood(Utf8JsonWriter json, OpenFlood flood)
    {
        var kind = SecurityEventCatalogue.Of(flood.Type);
        json.WriteStartObject();
        json.WriteString("id", flood.Id);
        WriteCommon(json, flood.LastAt, flood.Type, kind.Severity, kind.Outcome, flood.Count);
        WriteIf(json, "ipAddress", flood.IpAddress == Floods.FloodGauge.ManyAddresses ? null : flood.IpAddress);
        WriteDetails(json, Floods.FloodDetails.Of(flood.Id, flood.IpAddress, flood.WindowStart, flood.LastAt));
        json.WriteBoolean("open", true);
        json.WriteEndObject();
    }

    /// <summary>The name of a type; of one that this version does not know, its number.</summary>
    public static string NameOf(SecurityEventType type) =>
        SecurityEventCatalogue.All.FirstOrDefault(kind => kind.Type == type)?.Name ?? string.Create(CultureInfo.InvariantCulture, $"unknown.{(int)type}");

    private static void WriteCommon(
        Utf8JsonWriter json, DateTimeOffset at, SecurityEventType type, SecurityEventSeverity severity, SecurityEventOutcome outcome, int count)
    {
        json.WriteString("occurredAt", at.UtcDateTime);
        json.WriteString("type", NameOf(type));
        json.WriteNumber("number", (int)type);
        json.WriteString("severity", severity.ToString().ToLowerInvariant());
        json.WriteString("outcome", outcome.ToString().ToLowerInvariant());
        json.WriteNumber("count", count);
    }

    private static void WriteIf(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteDetails(Utf8JsonWriter json, string? details)
    {
        if (details is null)
        {
            return;
        }

        json.WritePropertyName("details");
        try
        {
            using var document = JsonDocument.Parse(details);
            document.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            // Only somebody else than the product writes what is no JSON.
            json.WriteStringValue(details);
        }
    }

    private static string? Hex(long? hash) => hash?.ToString("x16", CultureInfo.InvariantCulture);
}
