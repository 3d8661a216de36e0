using System.Text;
using System.Text.Json.Nodes;
using Cosmo.Identity.Clients;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Admin.Scopes;

/// <summary>A scope as the form shows it; it becomes the object of a provisioning file, whose rules judge it.</summary>
internal sealed record ScopeForm
{
    /// <summary>Whether the scope is there already and keeps its name.</summary>
    public bool IsStored { get; init; }

    /// <summary>Of what it was made from; see <see cref="KnownScope.Version"/>.</summary>
    public string? Version { get; init; }

    public string? Reason { get; init; }

    public string? Name { get; init; }

    public string? DisplayName { get; init; }

    public string? Description { get; init; }

    /// <summary>One a line.</summary>
    public string? Resources { get; init; }

    /// <summary>What is wrong, by member.</summary>
    public ILookup<string, string> Faults { get; init; } = Enumerable.Empty<string>().ToLookup(text => text);

    public static ScopeForm Of(KnownScope scope) => new()
    {
        IsStored = true,
        Version = scope.Version,
        Name = scope.Name,
        DisplayName = scope.DisplayName,
        Description = scope.Description,
        Resources = string.Join('\n', scope.Resources),
    };

    /// <param name="form">What somebody sent.</param>
    /// <param name="name">Of the scope that it changes; null for a new one.</param>
    public static ScopeForm Read(IFormCollection form, string? name)
    {
        return new ScopeForm
        {
            IsStored = name is not null,
            Version = Text("version"),
            Reason = Text("reason"),
            Name = name ?? Text("name"),
            DisplayName = Text("display_name"),
            Description = Text("description"),
            Resources = Text("resources"),
        };

        string? Text(string field) => form[field] is [{ } text] && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
    }

    public ScopeForm With(IEnumerable<string> errors) => this with
    {
        Faults = errors.Select(error => error.Split(": ", 2)).ToLookup(parts => parts.Length < 2 ? "" : parts[0].Split('[')[0], parts => parts[^1], StringComparer.Ordinal),
    };

    /// <summary>As a provisioning file has it.</summary>
    public byte[] ToJson()
    {
        var json = new JsonObject();
        foreach (var (name, value) in new[] { ("name", Name), ("display_name", DisplayName), ("description", Description) })
        {
            if (value is not null)
            {
                json[name] = value;
            }
        }

        if ((Resources ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } resources)
        {
            json["resources"] = new JsonArray([.. resources.Select(resource => JsonValue.Create(resource))]);
        }

        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
