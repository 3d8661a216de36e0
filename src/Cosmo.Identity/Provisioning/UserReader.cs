using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cosmo.Identity.Accounts;
using Cosmo.Identity.Accounts.Care;
using Cosmo.Identity.Accounts.Profile;
using Cosmo.Identity.Passwords;

namespace Cosmo.Identity.Provisioning;

/// <summary>Reads one user of a provisioning file: the claims of OpenID Connect Core §5.1 by their names, and more under <c>claims</c>.</summary>
internal static class UserReader
{
    private const int ShortestPassword = 8;

    /// <summary>Claims that this server makes itself; one from a file would forge them.</summary>
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal,
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "azp", "nonce", "auth_time", "acr", "amr", "sid", "at_hash", "c_hash", "s_hash",
        "client_id", "scope", "scp", "role", "roles", "cnf", "act", "may_act", "events", "typ", "token_type", "token_use", "username", "active",
        "preferred_username", "updated_at", "email", "email_verified", "phone_number", "phone_number_verified", "address", "name",
        "given_name", "family_name", "middle_name", "nickname", "profile", "picture", "website", "gender", "birthdate", "zoneinfo", "locale");

    private static readonly string[] AddressMembers = ["formatted", "street_address", "locality", "region", "postal_code", "country"];

    public static UserDeclaration Read(ObjectReader json)
    {
        var userName = json.Text("username", UserNameFault, required: true)?.Trim();
        var email = json.Text("email", EmailFault);
        var phone = json.Text("phone_number", PhoneFault);
        var user = new UserDeclaration
        {
            Place = json.Path,
            UserName = userName ?? "",
            Password = json.Text("password", PasswordFault),
            Email = email,
            EmailVerified = json.Flag("email_verified"),
            PhoneNumber = phone,
            PhoneNumberVerified = json.Flag("phone_number_verified"),
            UpdatedAt = json.Integer("updated_at", 0, 253_402_300_799) is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
            Disabled = json.Flag("disabled"),
            Roles = json.Texts("roles", RoleFault),
            Profile = ReadProfile(json),
        };
        json.Text("preferred_username", name => name == userName ? null : "is the username: leave it out");
        if (user.EmailVerified is not null && !json.Has("email"))
        {
            json.Fault("email_verified", "needs an email");
        }

        if (user.PhoneNumberVerified is not null && !json.Has("phone_number"))
        {
            json.Fault("phone_number_verified", "needs a phone_number");
        }

        json.RefuseTheRest(name => name switch
        {
            "sub" => "is given by this server",
            _ when name.Contains('#') => "not supported yet: claims in several languages",
            _ => "unknown name; claims of your own go under \"claims\"",
        });
        return user;
    }

    /// <summary>What is wrong with a user name, or null.</summary>
    public static string? UserNameFault(string name) =>
        name.Length > UserNames.LongestName ? $"is longer than {UserNames.LongestName} characters"
        : UserNames.Canonical(name) is null ? "must have visible characters only: no control, zero-width or direction characters"
        : null;

    /// <summary>What is wrong with a password, or null.</summary>
    public static string? PasswordFault(string password) =>
        !PasswordHashing.CanBeHashed(password) ? $"must be valid Unicode of at most {PasswordHashing.MaximumPasswordBytes} UTF-8 bytes"
        : password.EnumerateRunes().Count() < ShortestPassword ? $"has fewer than {ShortestPassword} characters"
        : null;

    /// <summary>What is wrong with an e-mail address, or null: one address, never a header line or a list.</summary>
    public static string? EmailFault(string email) =>
        email.Length > 254 ? "is longer than 254 characters"
        : ProfileRules.IsEmail(email) ? null
        : "must be one e-mail address with exactly one @";

    /// <summary>What is wrong with the name of a role, or null.</summary>
    public static string? RoleFault(string role) =>
        RoleNames.IsOne(role) ? null : $"'{ObjectReader.Quote(role)}' is no role: up to 100 letters, digits and . _ : -";

    private static JsonObject ReadProfile(ObjectReader json)
    {
        var profile = new JsonObject();
        foreach (var name in (string[])["name", "given_name", "family_name", "middle_name", "nickname"])
        {
            Set(name, json.Text(name, TextFault));
        }

        foreach (var name in (string[])["profile", "picture", "website"])
        {
            Set(name, json.Text(name, uri => TextFault(uri) ?? (ProfileRules.IsLink(uri) ? null : "must be an https or http address")));
        }

        Set("gender", json.Text("gender", TextFault));
        Set("birthdate", json.Text("birthdate", date => ProfileRules.IsBirthdate(date) ? null : "must be YYYY-MM-DD, 0000-MM-DD or YYYY"));
        Set("zoneinfo", json.Text("zoneinfo", zone => ProfileRules.IsZone(zone) ? null : "must be a time zone such as Europe/Paris"));
        Set("locale", json.Text("locale", locale => ProfileRules.IsLocale(locale) ? null : "must be a language tag such as en-GB (BCP 47)"));
        if (json.Object("address") is { } address)
        {
            profile["address"] = ReadAddress(address);
        }

        if (json.Object("claims") is { } claims)
        {
            ReadClaims(claims, profile);
        }

        return profile;

        void Set(string name, string? value)
        {
            if (value is not null)
            {
                profile[name] = value;
            }
        }
    }

    private static JsonObject ReadAddress(ObjectReader json)
    {
        var address = new JsonObject();
        foreach (var member in AddressMembers)
        {
            if (json.Text(member, text => ProfileRules.IsLines(text) ? null : TextFault(text) ?? "must not have control characters") is { } text)
            {
                address[member] = text;
            }
        }

        json.RefuseTheRest();
        return address;
    }

    private static void ReadClaims(ObjectReader json, JsonObject profile)
    {
        foreach (var (name, value) in json.Rest())
        {
            var quoted = ObjectReader.Quote(name);
            if (Reserved.Contains(name))
            {
                json.Fault(quoted, "is not a claim of your own: it has its own name beside \"claims\", or is made by this server");
            }
            else if (name.StartsWith("oi_", StringComparison.Ordinal) || name.Length is 0 or > 200 || name.Any(char.IsControl))
            {
                json.Fault(quoted, "cannot be the name of a claim");
            }
            else if (value.ValueKind == JsonValueKind.Null)
            {
                json.Fault(quoted, "must not be null; leave it out");
            }
            else if (value.GetRawText().Length > 4 * ProfileRules.LongestText)
            {
                json.Fault(quoted, $"is longer than {4 * ProfileRules.LongestText} characters");
            }
            else if (IsValidUnicode(value))
            {
                profile[name] = JsonNode.Parse(value.GetRawText());
            }
            else
            {
                json.Fault(quoted, "has text that is no valid Unicode, or a name twice");
            }
        }
    }

    private static bool IsValidUnicode(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString() is not null,
                JsonValueKind.Array => value.EnumerateArray().All(IsValidUnicode),
                JsonValueKind.Object => value.EnumerateObject().Select(member => member.Name).Distinct(StringComparer.Ordinal).Count() == value.EnumerateObject().Count()
                    && value.EnumerateObject().All(member => IsValidUnicode(member.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>What is wrong with a text of a profile, or null.</summary>
    public static string? TextFault(string text) =>
        ProfileRules.IsText(text) ? null
        : text.Length > ProfileRules.LongestText ? $"is longer than {ProfileRules.LongestText} characters"
        : "must not have control characters";

    private static string? PhoneFault(string phone) =>
        ProfileRules.IsPhone(phone) ? null : "must be a phone number such as +1 (425) 555-1212 (E.164, RFC 3966)";
}
