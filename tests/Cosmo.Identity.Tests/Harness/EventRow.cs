using System.Text.Json;
using Cosmo.Identity.SecurityEvents;
using Shouldly;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>One row of the audit trail, as an outsider reads it by SQL.</summary>
public sealed class EventRow(JsonElement row)
{
    /// <summary>The columns that are read; instants as text, so that both databases say them alike.</summary>
    public static string Columns(Database database) =>
        "id, type, severity, outcome, count, subject_id, client_id, session_id, ip_address, device, actor, correlation_id, details, mac, "
        + (database == Database.Sqlite ? "occurred_at" : "to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS occurred_at");

    /// <summary>Its key.</summary>
    public Guid Id => Identifier("id")!.Value;

    /// <summary>What happened.</summary>
    public SecurityEventType Type => (SecurityEventType)row.GetProperty("type").GetInt32();

    /// <summary>When, read as UTC.</summary>
    public DateTimeOffset OccurredAt =>
        DateTimeOffset.Parse(Text("occurred_at")!, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);

    /// <summary>Whom it is about.</summary>
    public Guid? Subject => Identifier("subject_id");

    /// <summary>The session that took part.</summary>
    public Guid? Session => Identifier("session_id");

    /// <summary>The client that took part.</summary>
    public string? Client => Text("client_id");

    /// <summary>Canonical address.</summary>
    public string? Address => Text("ip_address");

    /// <summary>Browser, system and kind.</summary>
    public string? Device => Text("device");

    /// <summary>Who acted.</summary>
    public string? Actor => Text("actor");

    /// <summary>The request.</summary>
    public string? CorrelationId => Text("correlation_id");

    /// <summary>The details as they are stored.</summary>
    public string? Details => Text("details");

    /// <summary>A member of the details as text, or null.</summary>
    public string? Detail(string name)
    {
        using var json = JsonDocument.Parse(Details ?? "{}");
        return json.RootElement.TryGetProperty(name, out var value) ? value.ToString() : null;
    }

    /// <summary>A field of an administrative change, before and after, as text; fails when it did not change.</summary>
    public (string? Before, string? After) Field(string name)
    {
        using var json = JsonDocument.Parse(Details ?? "{}");
        json.RootElement.TryGetProperty(name, out var field).ShouldBeTrue($"no field {name} in {this}");
        return (Value(field.GetProperty("before")), Value(field.GetProperty("after")));
    }

    /// <summary>Fails unless time, grade, outcome and hash are as every event's, and origin and correlation as those of a request.</summary>
    public EventRow ShouldBeOfARequest(Guid? subject, string? client, Guid? session)
    {
        ShouldBeComplete();
        Subject.ShouldBe(subject, ToString());
        Client.ShouldBe(client, ToString());
        Session.ShouldBe(session, ToString());
        Address.ShouldBe("127.0.0.1", ToString());
        Device.ShouldNotBeNullOrEmpty(ToString());
        CorrelationId.ShouldNotBeNullOrEmpty(ToString());
        Actor.ShouldBeNull(ToString());
        return this;
    }

    /// <summary>Fails unless it is what a command or a file did.</summary>
    public EventRow ShouldBeOfAnActor(string actor)
    {
        ShouldBeComplete();
        Actor.ShouldBe(actor, ToString());
        Address.ShouldBeNull(ToString());
        return this;
    }

    /// <summary>Fails unless it has what every event has.</summary>
    public EventRow ShouldBeComplete()
    {
        var kind = SecurityEventCatalogue.Of(Type);
        OccurredAt.ShouldBeInRange(DateTimeOffset.UtcNow.AddMinutes(-2), DateTimeOffset.UtcNow.AddSeconds(1), ToString());
        row.GetProperty("severity").GetInt32().ShouldBe((int)kind.Severity, ToString());
        row.GetProperty("outcome").GetInt32().ShouldBe((int)kind.Outcome, ToString());
        row.GetProperty("count").GetInt32().ShouldBe(1, ToString());
        Text("mac")!.Length.ShouldBe(43, ToString());
        (Details?.Length ?? 0).ShouldBeLessThanOrEqualTo(4000, ToString());
        return this;
    }

    /// <inheritdoc />
    public override string ToString() => $"{Type} {row.GetRawText()}";

    private static string? Value(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.ToString();

    private string? Text(string name) => Value(row.GetProperty(name));

    private Guid? Identifier(string name) => Text(name) is { } text ? Guid.Parse(text) : null;
}
