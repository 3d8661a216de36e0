using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>Writes the details of an event as a JSON object of printable ASCII: whatever the values are, a line stays a line.</summary>
internal static class EventDetails
{
    /// <summary>What the column takes.</summary>
    public const int MostCharacters = 4000;

    private const int LongestText = 400;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    /// <summary>Members without a value are left out. Texts, numbers, truth values, identifiers and instants can be written.</summary>
    public static string Of(params ReadOnlySpan<(string Name, object? Value)> members)
    {
        var json = Begin();
        json.WriteStartObject();
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                json.WritePropertyName(name);
                WriteValue(json, value);
            }
        }

        json.WriteEndObject();
        return End(json);
    }

    /// <summary>One value as JSON; texts are cut.</summary>
    public static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(SafeText.Cut(text, LongestText));
                break;
            case Guid id:
                json.WriteStringValue(id);
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case DateTimeOffset instant:
                json.WriteStringValue(instant.UtcDateTime);
                break;
            case IEnumerable<string> texts:
                json.WriteStartArray();
                foreach (var text in texts)
                {
                    json.WriteStringValue(SafeText.Cut(text, LongestText));
                }

                json.WriteEndArray();
                break;
            default:
                throw new ArgumentException($"A value of type {value.GetType().Name} has no form in details.", nameof(value));
        }
    }

    /// <summary>A writer of this thread, to be given back by <see cref="End"/> before anybody else writes on it.</summary>
    public static Utf8JsonWriter Begin()
    {
        buffer ??= new ArrayBufferWriter<byte>(512);
        buffer.ResetWrittenCount();
        writer ??= new Utf8JsonWriter(buffer);
        writer.Reset(buffer);
        return writer;
    }

    public static string End(Utf8JsonWriter json)
    {
        json.Flush();
        return Encoding.ASCII.GetString(buffer!.WrittenSpan);
    }
}
