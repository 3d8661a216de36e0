using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>Compares two JSON objects that stand in columns, member by member.</summary>
internal static class JsonMembers
{
    /// <summary>Adds each member that differs, as <paramref name="prefix"/> and its name.</summary>
    public static void AddChanges(FieldChanges changes, string prefix, string? before, string? after)
    {
        var (old, now) = (Parse(before), Parse(after));
        foreach (var name in old.Select(member => member.Key).Union(now.Select(member => member.Key), StringComparer.Ordinal))
        {
            if (!JsonNode.DeepEquals(old[name], now[name]))
            {
                changes.Add(prefix + name, Value(old[name]), Value(now[name]));
            }
        }
    }

    private static JsonObject Parse(string? json) => string.IsNullOrEmpty(json) ? [] : JsonNode.Parse(json)!.AsObject();

    private static object? Value(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => null,
        JsonValueKind.String => node.GetValue<string>(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array when node.AsArray().All(item => item?.GetValueKind() == JsonValueKind.String) =>
            node.AsArray().Select(item => item!.GetValue<string>()).ToList(),
        _ => node.ToJsonString(),
    };
}
