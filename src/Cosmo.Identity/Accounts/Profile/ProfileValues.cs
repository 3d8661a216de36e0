using System.Text.Json.Nodes;

namespace Cosmo.Identity.Accounts.Profile;

/// <summary>What a person says of themselves, by <see cref="ProfileField.Claim"/>. Claims that are not theirs to change stay as they are.</summary>
internal sealed class ProfileValues
{
    private const string Address = "address";

    private readonly Dictionary<string, string?> values = new(StringComparer.Ordinal);

    /// <summary>Null where there is none.</summary>
    public string? this[string claim]
    {
        get => values.GetValueOrDefault(claim);
        set => values[claim] = string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }

    /// <summary>As they are stored.</summary>
    public static ProfileValues Of(UserRecord user)
    {
        var profile = Parse(user.Profile);
        var of = new ProfileValues();
        foreach (var field in ProfileFields.All)
        {
            of[field.Claim] = field.Claim == ProfileFields.Phone ? user.PhoneNumber
                : field.AddressMember is { } member ? Text(profile[Address] as JsonObject, member)
                : Text(profile, field.Claim);
        }

        return of;
    }

    /// <summary>The fields that hold what they may not.</summary>
    public IReadOnlyList<ProfileField> Unfit() => [.. ProfileFields.All.Where(field => this[field.Claim] is { } value && !field.Fits(value))];

    /// <summary>The profile with these values in it, as it is stored; null for none.</summary>
    public string? Into(string? stored)
    {
        var profile = Parse(stored);
        var address = profile[Address] as JsonObject ?? [];
        var addressBefore = address.ToJsonString();
        foreach (var field in ProfileFields.All.Where(field => field.Claim != ProfileFields.Phone))
        {
            Set(field.AddressMember is null ? profile : address, field.AddressMember ?? field.Claim, this[field.Claim]);
        }

        if (address.ToJsonString() != addressBefore)
        {
            // The whole address in one text was that of the parts as they were.
            address.Remove("formatted");
            profile.Remove(Address);
            if (address.Count > 0)
            {
                profile[Address] = address;
            }
        }

        return profile.Count > 0 ? profile.ToJsonString() : null;
    }

    private static JsonObject Parse(string? json) => json is { Length: > 0 } ? JsonNode.Parse(json)!.AsObject() : [];

    private static string? Text(JsonObject? of, string member) => of?[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static void Set(JsonObject of, string member, string? value)
    {
        if (value is null)
        {
            of.Remove(member);
        }
        else if (Text(of, member) != value)
        {
            of[member] = value;
        }
    }
}
