using System.Text;
using System.Text.Json;

namespace Cosmo.Identity.Protocol.OpenApi;

/// <summary>The OpenAPI document as people read it: operations in order, with what they take and what they answer.</summary>
internal sealed record ApiReference(string Title, string Description, IReadOnlyList<ApiOperation> Operations)
{
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];

    /// <summary>Reads a document that this server wrote.</summary>
    public static ApiReference Read(byte[] document)
    {
        using var json = JsonDocument.Parse(document);
        var root = json.RootElement;
        var schemas = new SchemaText(root);
        var operations = new List<ApiOperation>();
        foreach (var path in root.GetProperty("paths").EnumerateObject())
        {
            operations.AddRange(Methods
                .Where(method => path.Value.TryGetProperty(method, out _))
                .Select(method => ReadOperation(method, path.Name, path.Value.GetProperty(method), schemas)));
        }

        var info = root.GetProperty("info");
        return new ApiReference(info.GetProperty("title").GetString()!, info.GetProperty("description").GetString()!, operations);
    }

    private static ApiOperation ReadOperation(string method, string path, JsonElement operation, SchemaText schemas) => new(
        operation.GetProperty("operationId").GetString()!,
        method.ToUpperInvariant(),
        path,
        operation.GetProperty("summary").GetString()!,
        operation.GetProperty("description").GetString()!,
        operation.TryGetProperty("parameters", out var parameters) ? [.. parameters.EnumerateArray().Select(parameter => ReadParameter(parameter, schemas))] : [],
        operation.TryGetProperty("requestBody", out var body) ? schemas.OfContent(body) : null,
        [.. operation.GetProperty("responses").EnumerateObject().Select(response => new ApiAnswer(
            response.Name, response.Value.GetProperty("description").GetString()!, response.Name[0] == '2' ? schemas.OfContent(response.Value) : null))]);

    private static ApiParameter ReadParameter(JsonElement parameter, SchemaText schemas) => new(
        parameter.GetProperty("name").GetString()!,
        parameter.GetProperty("in").GetString()!,
        schemas.Of(parameter.GetProperty("schema")),
        parameter.TryGetProperty("description", out var description) ? description.GetString() : null);
}

/// <summary>One operation.</summary>
internal sealed record ApiOperation(
    string Id,
    string Method,
    string Path,
    string Summary,
    string Description,
    IReadOnlyList<ApiParameter> Parameters,
    string? Body,
    IReadOnlyList<ApiAnswer> Answers);

/// <summary>One parameter of the path or the query.</summary>
internal sealed record ApiParameter(string Name, string Place, string Type, string? Description);

/// <summary>One status with what comes with it; problems are all alike and have none here.</summary>
internal sealed record ApiAnswer(string Status, string Description, string? Body)
{
    public bool IsSuccess => Status[0] == '2';
}

/// <summary>Writes JSON schemas as people sketch them: members with their types, references followed.</summary>
internal sealed class SchemaText(JsonElement document)
{
    private const int Deepest = 6;

    private const string Anything = "any";

    /// <summary>The JSON of a request or an answer; null where it has none.</summary>
    public string? OfContent(JsonElement holder) =>
        holder.TryGetProperty("content", out var content) && content.TryGetProperty("application/json", out var json) && json.TryGetProperty("schema", out var schema)
            ? Of(schema)
            : null;

    public string Of(JsonElement schema)
    {
        var text = new StringBuilder();
        Write(text, schema, 0);
        return text.ToString();
    }

    private void Write(StringBuilder text, JsonElement schema, int depth)
    {
        schema = Follow(schema);
        if (depth > Deepest)
        {
            text.Append(Anything);
        }
        else if (schema.TryGetProperty("properties", out var properties))
        {
            text.Append("{\n");
            foreach (var property in properties.EnumerateObject())
            {
                Indent(text, depth + 1).Append(property.Name).Append(": ");
                Write(text, property.Value, depth + 1);
                text.Append('\n');
            }

            Indent(text, depth).Append('}');
        }
        else if (schema.TryGetProperty("items", out var items))
        {
            text.Append('[');
            Write(text, items, depth);
            text.Append(']');
        }
        else
        {
            text.Append(NameOf(schema));
        }

        if (IsNullable(schema))
        {
            text.Append(" or null");
        }
    }

    private JsonElement Follow(JsonElement schema)
    {
        // Nullable references stand beside null in a choice.
        if (schema.TryGetProperty("oneOf", out var choice) || schema.TryGetProperty("anyOf", out choice))
        {
            schema = choice.EnumerateArray().FirstOrDefault(one => one.TryGetProperty("$ref", out _), schema);
        }

        return schema.TryGetProperty("$ref", out var reference)
            ? document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1])
            : schema;
    }

    private static string NameOf(JsonElement schema)
    {
        if (schema.TryGetProperty("format", out var format) && format.GetString() is { } name && name is not "int32")
        {
            return name;
        }

        return Types(schema).FirstOrDefault(type => type != "null") ?? Anything;
    }

    private static bool IsNullable(JsonElement schema) => Types(schema).Contains("null", StringComparer.Ordinal);

    private static IEnumerable<string> Types(JsonElement schema) => !schema.TryGetProperty("type", out var type) ? []
        : type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!)
        : [type.GetString()!];

    private static StringBuilder Indent(StringBuilder text, int depth) => text.Append(' ', depth * 2);
}
