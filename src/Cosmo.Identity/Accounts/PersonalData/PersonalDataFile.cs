using System.Text.Encodings.Web;
using System.Text.Json;
using Cosmo.Identity.Accounts.Security;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Reading;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.PersonalData;

/// <summary>
/// The file with everything that is held of a person (GDPR Articles 15 and 20): without secrets and hashes, and without what would tell
/// attackers how they were noticed. It is written as it is read, table by table.
/// </summary>
internal sealed class PersonalDataFile(
    Database database, ConnectedApplications applications, SecurityEventReader events, SecurityEventRecorder recorder, IEnumerable<PersonalTable> more, TimeProvider clock)
{
    private const string CreatedText = "SELECT created_at FROM users WHERE id = $1";

    /// <summary>Their details say what the person, or somebody for them, changed.</summary>
    private static readonly HashSet<SecurityEventType> ToldWithDetails =
        [SecurityEventType.UserCreated, SecurityEventType.UserChanged, SecurityEventType.EmailChanged, SecurityEventType.EmailChangeUndone];

    /// <summary>Records the download; nothing leaves before that.</summary>
    /// <exception cref="DatabaseUnavailableException">It was not recorded.</exception>
    public Task RecordAsync(HttpContext http, BrowserSession session)
    {
        var fact = SecurityEvent.Of(SecurityEventType.PersonalDataExported, http);
        fact.SubjectId = session.UserId;
        fact.SessionId = session.Id;
        return recorder.RecordAsync(fact, CancellationToken.None);
    }

    public async Task WriteAsync(Guid userId, Stream target, CancellationToken cancellationToken)
    {
        // Readable for people: it is no part of any page.
        await using var json = new Utf8JsonWriter(target, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("made_at", clock.GetUtcNow().UtcDateTime);
        await WriteAccountAsync(json, userId, cancellationToken);
        await WriteApplicationsAsync(json, userId, cancellationToken);
        foreach (var table in PersonalTables.All.Concat(more))
        {
            json.WriteStartArray(table.Name);
            foreach (var row in await database.ReadAllAsync(table.Of(userId), table.Read, cancellationToken))
            {
                table.Write(json, row);
            }

            json.WriteEndArray();
            await json.FlushAsync(cancellationToken);
        }

        await WriteEventsAsync(json, userId, cancellationToken);
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }

    private async Task WriteAccountAsync(Utf8JsonWriter json, Guid userId, CancellationToken cancellationToken)
    {
        var user = (await database.ReadFirstAsync(UserRecord.ById(userId), UserRecord.Read, cancellationToken))!;
        var created = await database.ReadFirstAsync(new SqlStatement(CreatedText, userId), row => row.Instant(0), cancellationToken);
        json.WriteStartObject("account");
        json.WriteString("sub", user.Id);
        json.WriteString("user_name", user.UserName);
        json.WriteString("email", user.Email);
        json.WriteBoolean("email_verified", user.EmailVerified);
        json.WriteString("phone_number", user.PhoneNumber);
        json.WriteBoolean("phone_number_verified", user.PhoneNumberVerified);
        json.WriteBoolean("has_password", user.PasswordHash is not null);
        json.WriteString("updated_at", user.UpdatedAt.UtcDateTime);
        if (created is { } at)
        {
            json.WriteString("created_at", at.UtcDateTime);
        }

        json.WritePropertyName("profile");
        json.WriteRawValue(user.Profile is { Length: > 0 } profile ? profile : "{}");
        json.WriteEndObject();
    }

    private async Task WriteApplicationsAsync(Utf8JsonWriter json, Guid userId, CancellationToken cancellationToken)
    {
        json.WriteStartArray("applications");
        foreach (var application in await applications.ReadAsync(userId, cancellationToken))
        {
            json.WriteStartObject();
            json.WriteString("client_id", application.ClientId);
            json.WriteString("name", application.Name);
            json.WriteStartArray("may");
            foreach (var scope in application.Scopes)
            {
                json.WriteStringValue(scope.DisplayName);
            }

            json.WriteEndArray();
            WriteTime(json, "since", application.GrantedAt);
            WriteTime(json, "last_used_at", application.LastUsedAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private async Task WriteEventsAsync(Utf8JsonWriter json, Guid userId, CancellationToken cancellationToken)
    {
        json.WriteStartArray("history");
        Guid? before = null;
        do
        {
            var page = await events.ReadAsync(new SecurityEventFilter { User = userId }, before, SecurityEventReader.LargestPage, cancellationToken);
            foreach (var fact in page.Events)
            {
                WriteEvent(json, fact);
            }

            await json.FlushAsync(cancellationToken);
            before = page.Next;
        }
        while (before is not null);
        json.WriteEndArray();
    }

    private static void WriteEvent(Utf8JsonWriter json, SecurityEvent fact)
    {
        json.WriteStartObject();
        json.WriteString("id", fact.Id);
        json.WriteString("at", fact.OccurredAt.UtcDateTime);
        json.WriteString("type", SecurityEventJson.NameOf(fact.Type));
        json.WriteString("outcome", fact.Outcome.ToString().ToLowerInvariant());
        json.WriteNumber("count", fact.Count);
        json.WriteString("client_id", fact.ClientId);
        json.WriteString("session_id", fact.SessionId?.ToString());
        json.WriteString("ip_address", fact.IpAddress);
        json.WriteString("device", fact.Device);
        if (fact.Details is { } details && ToldWithDetails.Contains(fact.Type))
        {
            json.WritePropertyName("details");
            json.WriteRawValue(details);
        }

        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } at)
        {
            json.WriteString(name, at.UtcDateTime);
        }
    }
}
