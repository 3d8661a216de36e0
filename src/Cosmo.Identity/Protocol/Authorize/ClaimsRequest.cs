using System.Text.Json;

namespace Cosmo.Identity.Protocol.Authorize;

/// <summary>The request parameter <c>claims</c> (OpenID Connect Core §5.5): single claims asked for, for the ID token and for userinfo.</summary>
internal sealed record ClaimsRequest(string? Json, IReadOnlySet<string> IdToken, IReadOnlySet<string> UserInfo, string? Subject, IReadOnlyList<string> EssentialAcr)
{
    /// <summary>The values of <c>acr</c> that are asked for, in order of preference, essential or not.</summary>
    public IReadOnlyList<string> Acr { get; init; } = [];

    /// <summary>The longest parameter that is read.</summary>
    public const int LongestJson = 4096;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>Nothing is asked for.</summary>
    public static readonly ClaimsRequest None = new(null, new HashSet<string>(), new HashSet<string>(), null, []);

    /// <summary>Null when the parameter is not what §5.5 describes.</summary>
    public static ClaimsRequest? Parse(string? json)
    {
        if (string.IsNullOrEmpty(json))
        {
            return None;
        }

        if (json.Length > LongestJson)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json, Reading);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Member(root, "id_token") is not { } idToken || Member(root, "userinfo") is not { } userInfo)
            {
                return null;
            }

            List<string> wantedAcr = idToken.TryGetValue("acr", out var acr) ? Values(acr) : [];
            return new ClaimsRequest(
                json,
                idToken.Keys.ToHashSet(StringComparer.Ordinal),
                userInfo.Keys.ToHashSet(StringComparer.Ordinal),
                idToken.TryGetValue("sub", out var sub) ? Values(sub).SingleOrDefault() : null,
                acr.ValueKind != JsonValueKind.Undefined && IsEssential(acr) ? wantedAcr : [])
            {
                Acr = wantedAcr,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The claims asked for under a member; null where it, or one of them, has the wrong shape.</summary>
    private static Dictionary<string, JsonElement>? Member(JsonElement root, string name)
    {
        var claims = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (!root.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
        {
            return claims;
        }

        if (member.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var property in member.EnumerateObject())
        {
            if (property.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Object))
            {
                return null;
            }

            claims[property.Name] = property.Value;
        }

        return claims;
    }

    private static bool IsEssential(JsonElement claim) =>
        claim.ValueKind == JsonValueKind.Object && claim.TryGetProperty("essential", out var essential) && essential.ValueKind == JsonValueKind.True;

    private static List<string> Values(JsonElement claim)
    {
        if (claim.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        if (claim.TryGetProperty("value", out var value))
        {
            return value.ValueKind == JsonValueKind.String ? [value.GetString()!] : [];
        }

        return claim.TryGetProperty("values", out var values) && values.ValueKind == JsonValueKind.Array
            ? [.. values.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];
    }
}
