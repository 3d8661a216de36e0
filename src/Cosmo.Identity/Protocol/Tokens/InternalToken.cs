using System.Buffers;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>
/// What a code, refresh token or pushed request stands for, as it is kept in its row. The holder has a random handle only, so
/// this needs neither signature nor encryption: who can write the row can write any row.
/// </summary>
internal static class InternalToken
{
    private static readonly JsonWriterOptions Writing = new() { SkipValidation = true };

    /// <summary>An array of claims: [type, value] for text, [type, value, value type] for the rest.</summary>
    public static string Write(ClaimsPrincipal principal, Func<Claim, bool> keep)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartArray();
            foreach (var claim in principal.Claims)
            {
                if (keep(claim))
                {
                    json.WriteStartArray();
                    json.WriteStringValue(claim.Type);
                    json.WriteStringValue(claim.Value);
                    if (claim.ValueType != ClaimValueTypes.String)
                    {
                        json.WriteStringValue(claim.ValueType);
                    }

                    json.WriteEndArray();
                }
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static ClaimsPrincipal Read(string payload)
    {
        var identity = new ClaimsIdentity(TokenValidationParameters.DefaultAuthenticationType, Claims.Name, Claims.Role);
        using var document = JsonDocument.Parse(payload);
        foreach (var claim in document.RootElement.EnumerateArray())
        {
            identity.AddClaim(new Claim(
                claim[0].GetString()!,
                claim[1].GetString()!,
                claim.GetArrayLength() > 2 ? claim[2].GetString()! : ClaimValueTypes.String));
        }

        return new ClaimsPrincipal(identity);
    }
}
