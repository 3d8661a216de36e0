namespace Cosmo.Identity.SecurityEvents;

/// <summary>What a change made of a row, field by field, before and after. A secret shows only that it was there.</summary>
internal sealed class FieldChanges
{
    private const string Redacted = "redacted";

    private readonly List<(string Name, object? Before, object? After)> fields = [];

    public int Count => fields.Count;

    public void Add(string name, object? before, object? after) => fields.Add((name, before, after));

    /// <summary>A password hash, a client secret, a stamp: anything that opens something, or tells that something was opened.</summary>
    public void AddSecret(string name, object? before, object? after) =>
        fields.Add((name, before is null ? null : Redacted, after is null ? null : Redacted));

    /// <summary>
    /// <c>{"email":{"before":"…","after":"…"}}</c>. Where that is longer than the column takes, the rest is counted as <c>more_fields</c>.
    /// An administrator's reason comes first: it is never what has no room.
    /// </summary>
    public string ToDetails(params ReadOnlySpan<(string Name, object? Value)> more)
    {
        const int RoomForTheRest = 40;
        var parts = new List<(string Name, string Json)>(fields.Count);
        foreach (var (name, before, after) in fields)
        {
            parts.Add((name, Pair(before, after)));
        }

        var json = EventDetails.Begin();
        json.WriteStartObject();
        if (Acting.Order?.Reason is { } reason)
        {
            json.WriteString("reason", reason);
        }

        foreach (var (name, value) in more)
        {
            json.WritePropertyName(name);
            EventDetails.WriteValue(json, value);
        }

        var written = 0;
        foreach (var (name, pair) in parts)
        {
            // Names are those of columns and claims; an escaped character takes six.
            if (json.BytesCommitted + json.BytesPending + (6 * name.Length) + pair.Length + RoomForTheRest > EventDetails.MostCharacters)
            {
                json.WriteNumber("more_fields", parts.Count - written);
                break;
            }

            json.WritePropertyName(name);
            json.WriteRawValue(pair, skipInputValidation: true);
            written++;
        }

        json.WriteEndObject();
        return EventDetails.End(json);
    }

    private static string Pair(object? before, object? after)
    {
        var json = EventDetails.Begin();
        json.WriteStartObject();
        json.WritePropertyName("before");
        EventDetails.WriteValue(json, before);
        json.WritePropertyName("after");
        EventDetails.WriteValue(json, after);
        json.WriteEndObject();
        return EventDetails.End(json);
    }
}
