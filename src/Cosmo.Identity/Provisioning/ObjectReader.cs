using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cosmo.Identity.Provisioning;

/// <summary>
/// Reads one JSON object member by member. A fault is noted with its path and reading goes on, so that one look at the file
/// finds all of them.
/// </summary>
internal sealed class ObjectReader
{
    private const int LongestQuote = 80;

    private readonly Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);
    private readonly HashSet<string> read = new(StringComparer.Ordinal);
    private readonly List<string> errors;
    private readonly string path;

    private ObjectReader(JsonElement element, string path, List<string> errors)
    {
        this.path = path;
        this.errors = errors;
        foreach (var property in element.EnumerateObject())
        {
            if (NameOf(property) is not { } name)
            {
                errors.Add($"{(path.Length == 0 ? "$" : path)}: a member's name is no valid Unicode");
            }
            else if (!members.TryAdd(name, property.Value))
            {
                Fault(Quote(name), "is given twice");
            }
        }
    }

    /// <summary>The place of the object in the file, as in <c>clients[0]</c>.</summary>
    public string Path => path;

    /// <summary>How many faults the whole file has so far.</summary>
    public int Faults => errors.Count;

    /// <summary>Null, and a fault, where the element is no object.</summary>
    public static ObjectReader? Open(JsonElement element, string path, List<string> errors)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            return new ObjectReader(element, path, errors);
        }

        errors.Add($"{(path.Length == 0 ? "$" : path)}: must be an object");
        return null;
    }

    /// <summary>The text in quotes, cut, with everything escaped that could disturb a terminal.</summary>
    public static string Quote(string text) =>
        JavaScriptEncoder.Default.Encode(text.Length > LongestQuote ? text[..LongestQuote] + "…" : text);

    public void Fault(string member, string reason) => errors.Add($"{PathOf(member)}: {reason}");

    public bool Has(string name) => members.ContainsKey(name);

    public bool IsEmptyArray(string name) =>
        members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0;

    /// <param name="name">The member.</param>
    /// <param name="fault">Says what is wrong with the text, or null.</param>
    /// <param name="required">Whether it must be there.</param>
    public string? Text(string name, Func<string, string?>? fault = null, bool required = false) =>
        Take(name, required) is { } value ? TextOf(value, name, fault) : null;

    public string? OneOf(string name, params ReadOnlySpan<string> allowed)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (allowed.Contains(text))
        {
            return text;
        }

        Fault(name, $"'{Quote(text)}' is not one of {string.Join(", ", allowed!)}");
        return null;
    }

    public bool? Flag(string name)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Fault(name, "must be true or false");
        return null;
    }

    public long? Integer(string name, long least, long most)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Fault(name, $"must be a whole number from {least} to {most}");
        return null;
    }

    /// <summary>An array of different, non-empty texts; what <paramref name="fault"/> finds fault with is left out, and noted.</summary>
    public IReadOnlyList<string>? Texts(string name, Func<string, string?>? fault = null)
    {
        if (Elements(name) is not { } elements)
        {
            return null;
        }

        var texts = new List<string>();
        foreach (var (value, place) in elements)
        {
            if (TextOf(value, place, fault) is not { } text)
            {
                continue;
            }

            if (texts.Contains(text, StringComparer.Ordinal))
            {
                Fault(place, $"'{Quote(text)}' is given twice");
                continue;
            }

            texts.Add(text);
        }

        return texts;
    }

    /// <summary>The elements of an array, each with its place.</summary>
    public IReadOnlyList<(JsonElement Value, string Place)>? Elements(string name)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            return [.. value.EnumerateArray().Select((item, i) => (item, $"{name}[{i}]"))];
        }

        Fault(name, "must be an array");
        return null;
    }

    public IEnumerable<ObjectReader> Objects(string name) =>
        Elements(name)?.Select(element => Open(element.Value, PathOf(element.Place), errors)).OfType<ObjectReader>() ?? [];

    public ObjectReader? Object(string name) => Take(name) is { } value ? Open(value, PathOf(name), errors) : null;

    /// <summary>Every member that was not read yet, for objects whose names are free.</summary>
    public IReadOnlyList<(string Name, JsonElement Value)> Rest()
    {
        var rest = members.Where(member => !read.Contains(member.Key)).Select(member => (member.Key, member.Value)).ToList();
        read.UnionWith(rest.Select(member => member.Key));
        return rest;
    }

    /// <summary>Refuses what nobody asked for: a misspelt name must not pass as a setting that was made.</summary>
    public void RefuseTheRest(Func<string, string?>? reason = null)
    {
        foreach (var (name, _) in Rest())
        {
            Fault(Quote(name), reason?.Invoke(name) ?? "unknown name");
        }
    }

    private JsonElement? Take(string name, bool required = false)
    {
        read.Add(name);
        if (!members.TryGetValue(name, out var value))
        {
            if (required)
            {
                Fault(name, "is missing");
            }

            return null;
        }

        if (value.ValueKind != JsonValueKind.Null)
        {
            return value;
        }

        Fault(name, "must not be null; leave it out");
        return null;
    }

    private string? TextOf(JsonElement value, string place, Func<string, string?>? fault)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Fault(place, "must be a string");
            return null;
        }

        try
        {
            var text = value.GetString()!;
            if ((text.Length == 0 ? "must not be empty" : fault?.Invoke(text)) is not { } reason)
            {
                return text;
            }

            Fault(place, reason);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            Fault(place, "is no valid Unicode");
        }

        return null;
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private string PathOf(string member) => path.Length == 0 ? member : $"{path}.{member}";
}
