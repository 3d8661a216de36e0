using System.Text.Json;
using Xunit;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>One HTTP response, read whole, that prints itself when an assertion about it fails.</summary>
public sealed class Answer(HttpMethod method, Uri url, HttpResponseMessage response, string body)
{
    private JsonElement? _json;

    /// <summary>The address that was asked.</summary>
    public Uri Url { get; } = url;

    /// <summary>The status code.</summary>
    public int Status { get; } = (int)response.StatusCode;

    /// <summary>The body as text.</summary>
    public string Body { get; } = body;

    /// <summary>The media type without parameters, or an empty string.</summary>
    public string MediaType { get; } = response.Content.Headers.ContentType?.MediaType ?? "";

    /// <summary>The body as JSON; throws with the whole response when it is none.</summary>
    public JsonElement Json => _json ??= Parse();

    /// <summary>The target of a redirect, resolved, or null.</summary>
    public Uri? Location { get; } = response.Headers.Location is { } location ? new Uri(url, location) : null;

    /// <summary>The <c>access_token</c> of a token response.</summary>
    public string AccessToken => Text("access_token");

    /// <summary>The <c>refresh_token</c> of a token response.</summary>
    public string RefreshToken => Text("refresh_token");

    /// <summary>The <c>id_token</c> of a token response.</summary>
    public string IdToken => Text("id_token");

    /// <summary>The <c>error</c> of an OAuth error, or null.</summary>
    public string? Error => MediaType.EndsWith("json", StringComparison.Ordinal) && Has("error") ? Text("error") : null;

    /// <summary>Whether introspection called the token active.</summary>
    public bool IsActive => Json.GetProperty("active").GetBoolean();

    /// <summary>All values of a header, joined, or null when it is absent.</summary>
    public string? Header(string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    /// <summary>Each value of a header as it was sent, for those that must not be joined.</summary>
    public IReadOnlyList<string> Headers(string name) =>
        response.Headers.TryGetValues(name, out var values) ? [.. values] : [];

    /// <summary>All headers but those named, a line each in order: for answers that must be alike.</summary>
    public IReadOnlyList<string> HeaderLines(params IReadOnlyList<string> without) =>
    [
        .. response.Headers.Concat(response.Content.Headers)
            .Where(header => !without.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order(StringComparer.Ordinal),
    ];

    /// <summary>Whether the JSON object has this member.</summary>
    public bool Has(string name) => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out _);

    /// <summary>A string member of the JSON object; fails with the whole response when it is missing.</summary>
    public string Text(string name)
    {
        if (!Has(name) || Json.GetProperty(name).ValueKind != JsonValueKind.String)
        {
            Assert.Fail($"No text '{name}' in {this}");
        }

        return Json.GetProperty(name).GetString()!;
    }

    /// <inheritdoc />
    public override string ToString() =>
        $"{method} {Url} -> {Status} {MediaType} {(Location is null ? "" : "Location: " + Location + " ")}{(Body.Length > 1500 ? Body[..1500] + "…" : Body)}";

    private JsonElement Parse()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            Assert.Fail($"Not JSON: {this}");
            throw;
        }
    }
}
