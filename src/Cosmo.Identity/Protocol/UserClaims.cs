using System.Security.Claims;
using System.Text.Json;
using Cosmo.Identity.Accounts;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol;

/// <summary>What scopes and requested claims tell of a person (OpenID Connect Core §5.1, §5.4).</summary>
internal static class UserClaims
{
    private static readonly Dictionary<string, string[]> ByScope = new(StringComparer.Ordinal)
    {
        [Scopes.Profile] =
        [
            Claims.Name, Claims.FamilyName, Claims.GivenName, Claims.MiddleName, Claims.Nickname, Claims.PreferredUsername, Claims.Profile,
            Claims.Picture, Claims.Website, Claims.Gender, Claims.Birthdate, Claims.Zoneinfo, Claims.Locale, Claims.UpdatedAt,
        ],
        [Scopes.Email] = [Claims.Email, Claims.EmailVerified],
        [Scopes.Phone] = [Claims.PhoneNumber, Claims.PhoneNumberVerified],
        [Scopes.Address] = [Claims.Address],
        [Scopes.Roles] = [Claims.Role],
    };

    /// <summary>Every claim that a client can get or ask for, as metadata lists them.</summary>
    public static IEnumerable<string> Supported => ByScope.Values.SelectMany(names => names);

    /// <summary>The names of the claims that the scopes stand for.</summary>
    public static IEnumerable<string> NamesFor(IEnumerable<string> scopes) => scopes.SelectMany(scope => ByScope.GetValueOrDefault(scope, []));

    /// <summary>The claims of <paramref name="names"/> that this person has.</summary>
    public static IEnumerable<Claim> Of(UserRecord user, IReadOnlyList<string> roles, IReadOnlySet<string> names)
    {
        foreach (var claim in Columns(user))
        {
            if (names.Contains(claim.Type))
            {
                yield return claim;
            }
        }

        if (names.Contains(Claims.Role))
        {
            foreach (var role in roles)
            {
                yield return new Claim(Claims.Role, role);
            }
        }

        if (user.Profile is not { Length: > 2 } profile)
        {
            yield break;
        }

        using var document = JsonDocument.Parse(profile);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (names.Contains(property.Name))
            {
                yield return Claim(property);
            }
        }
    }

    private static IEnumerable<Claim> Columns(UserRecord user)
    {
        yield return new Claim(Claims.PreferredUsername, user.UserName);
        yield return new Claim(Claims.UpdatedAt, user.UpdatedAt.ToUnixTimeSeconds().ToString(), ClaimValueTypes.Integer64);
        if (user.Email is not null)
        {
            yield return new Claim(Claims.Email, user.Email);
            yield return new Claim(Claims.EmailVerified, user.EmailVerified ? "true" : "false", ClaimValueTypes.Boolean);
        }

        if (user.PhoneNumber is not null)
        {
            yield return new Claim(Claims.PhoneNumber, user.PhoneNumber);
            yield return new Claim(Claims.PhoneNumberVerified, user.PhoneNumberVerified ? "true" : "false", ClaimValueTypes.Boolean);
        }
    }

    private static Claim Claim(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.String => new Claim(property.Name, property.Value.GetString()!),
        JsonValueKind.True or JsonValueKind.False => new Claim(property.Name, property.Value.GetRawText(), ClaimValueTypes.Boolean),
        JsonValueKind.Number when property.Value.TryGetInt64(out _) => new Claim(property.Name, property.Value.GetRawText(), ClaimValueTypes.Integer64),
        _ => new Claim(property.Name, property.Value.GetRawText(), "JSON"),
    };
}
