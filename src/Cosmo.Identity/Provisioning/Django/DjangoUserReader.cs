using System.Globalization;
using System.Text;
using System.Text.Json;
using Cosmo.Identity.Accounts;
using Cosmo.Identity.Passwords.Imported;

namespace Cosmo.Identity.Provisioning.Django;

/// <summary>
/// Reads one line of <c>manage.py dumpdata auth.user --format jsonl</c>, of a model of one's own with the same fields, or a plain object
/// with those fields. What a line says wrong is told all at once; values are never repeated, since hashes are among them.
/// </summary>
internal sealed class DjangoUserReader
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    private readonly JsonElement fields;
    private readonly List<string> faults = [];

    private DjangoUserReader(JsonElement fields) => this.fields = fields;

    public static DjangoLine Read(JsonLine line)
    {
        if (line.Content is null)
        {
            return new DjangoLine.Refused($"is longer than {JsonLines.LongestLine} bytes");
        }

        var text = WithoutMark(line).Trim(" \t\r"u8);
        if (text.IsEmpty)
        {
            return new DjangoLine.Blank();
        }

        if (text[0] == '[')
        {
            return new DjangoLine.Refused("begins a JSON array; make the file with: manage.py dumpdata auth.user --format jsonl");
        }

        try
        {
            using var document = JsonDocument.Parse(text.ToArray(), Strict);
            return Read(line.Number, document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second comes of bytes that are no UTF-8, and of escaped halves of characters.
            return new DjangoLine.Refused("is no JSON object on one line, in UTF-8 and with each name once");
        }
    }

    private static DjangoLine Read(int line, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return new DjangoLine.Refused("is no JSON object");
        }

        var isDump = element.TryGetProperty("fields", out var inner) && inner.ValueKind == JsonValueKind.Object;
        var user = isDump ? inner : element;
        return user.TryGetProperty("username", out _) && user.TryGetProperty("password", out _)
            ? new DjangoUserReader(user).ReadUser(line)
            : new DjangoLine.Refused("is no user: it has no username and password");
    }

    private DjangoLine ReadUser(int line)
    {
        var userName = Text("username").Trim();
        Check("username", userName.Length == 0 ? "is empty" : UserReader.UserNameFault(userName));
        var email = Text("email").Trim();
        Check("email", email.Length == 0 ? null : UserReader.EmailFault(email));
        var user = new DjangoUser(line, userName, UserNames.Canonical(userName) ?? "")
        {
            Email = email.Length == 0 ? null : email,
            CanonicalEmail = UserNames.Canonical(email),
            GivenName = Name("first_name"),
            FamilyName = Name("last_name"),
            PasswordHash = ReadHash(),
            IsActive = Flag("is_active", otherwise: true),
            IsPrivileged = Flag("is_staff", otherwise: false) | Flag("is_superuser", otherwise: false),
            JoinedAt = Instant("date_joined"),
        };
        return faults.Count == 0 ? new DjangoLine.Read(user) : new DjangoLine.Refused(string.Join("; ", faults));
    }

    private string? ReadHash()
    {
        var reading = DjangoHash.Read(Text("password"));
        Check("password", (reading as DjangoHashReading.Refused)?.Reason);
        return (reading as DjangoHashReading.Accepted)?.Hash.Stored;
    }

    private string Name(string field)
    {
        var name = Text(field).Trim();
        Check(field, UserReader.TextFault(name));
        return name;
    }

    private string Text(string field)
    {
        if (!fields.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return "";
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString()!;
        }

        Check(field, "must be a text");
        return "";
    }

    private bool Flag(string field, bool otherwise)
    {
        if (!fields.TryGetProperty(field, out var value))
        {
            return otherwise;
        }

        Check(field, value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "must be true or false");
        return value.ValueKind == JsonValueKind.True;
    }

    private DateTimeOffset? Instant(string field)
    {
        var text = Text(field);
        if (text.Length == 0)
        {
            return null;
        }

        // Without an offset it is of a Django that does not use time zones.
        var isOne = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant);
        Check(field, isOne ? null : "must be an instant such as 2026-11-26T14:00:00Z");
        return instant;
    }

    private void Check(string field, string? fault)
    {
        if (fault is not null)
        {
            faults.Add($"{field} {fault}");
        }
    }

    private static ReadOnlySpan<byte> WithoutMark(JsonLine line)
    {
        var mark = Encoding.UTF8.Preamble;
        return line.Number == 1 && line.Content.AsSpan().StartsWith(mark) ? line.Content.AsSpan(mark.Length) : line.Content;
    }
}
