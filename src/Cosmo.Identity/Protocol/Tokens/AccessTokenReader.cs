using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Cosmo.Identity.Keys;
using Cosmo.Identity.Requests;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>Reads the access tokens that this provider signed (RFC 9068), and nothing else.</summary>
internal sealed class AccessTokenReader(KeyRing keys, KnownSignatures known, Issuer issuer)
{
    private volatile Verifiers? verifiers;

    /// <summary>What the token says; null when it is no access token of ours. Whether it lives, its row knows.</summary>
    public ClaimsPrincipal? Read(string token)
    {
        var text = token.AsSpan();
        var header = text.IndexOf('.');
        var payload = header < 0 ? -1 : header + 1 + text[(header + 1)..].IndexOf('.');
        var current = CurrentVerifiers();
        if (payload <= header || FindVerifier(current, text[..header]) is not { } verifier)
        {
            return null;
        }

        var digest = KnownSignatures.Of(text);
        if (!known.Contains(digest))
        {
            if (!IsSigned(verifier, text[..payload], text[(payload + 1)..]))
            {
                return null;
            }

            known.Add(digest);
            current.Headers.TryAdd(text[..header].ToString(), verifier);
        }

        return Decode(text[(header + 1)..payload]) is { } payloadBytes ? Principal(payloadBytes) : null;
    }

    /// <summary>Whether this process made or verified the token's signature before, so that reading it is cheap.</summary>
    public bool Knows(string token) => known.Contains(KnownSignatures.Of(token));

    /// <summary>Those of the keys that count now: what a key signed that does not is unknown from that moment, seen before or not.</summary>
    private Verifiers CurrentVerifiers()
    {
        var (known, now) = (verifiers, keys.Now);
        return known?.Of == now ? known : verifiers = Verifiers.For(now);
    }

    /// <summary>The key that the header names: one of ours, with its own algorithm, for this type of token only (RFC 8725 §3.1, §3.11).</summary>
    private static SignatureProvider? FindVerifier(Verifiers current, ReadOnlySpan<char> header)
    {
        if (current.Headers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(header, out var verifier))
        {
            return verifier;
        }

        if (Decode(header) is not { } bytes)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(bytes);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty(JwtHeaderParameterNames.Typ, out var type) && type.ValueEquals(JsonWebTokenTypes.AccessToken)
                && json.RootElement.TryGetProperty(JwtHeaderParameterNames.Alg, out var algorithm) && algorithm.ValueEquals(SecurityAlgorithms.EcdsaSha256)
                && json.RootElement.TryGetProperty(JwtHeaderParameterNames.Kid, out var kid) && kid.ValueKind == JsonValueKind.String
                ? current.ByKid.GetValueOrDefault(kid.GetString()!)
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>One spelling of the signature counts: the decoder takes spaces, padding and bits that say nothing.</summary>
    private static bool IsSigned(SignatureProvider verifier, ReadOnlySpan<char> signed, ReadOnlySpan<char> signature) =>
        Decode(signature) is { Length: 64 } bytes
        && signature.SequenceEqual(Base64Url.EncodeToString(bytes))
        && verifier.Verify(Encoding.ASCII.GetBytes(signed.ToString()), bytes);

    private static byte[]? Decode(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        // Not TryDecode, which throws at what is no Base64.
        return Base64Url.DecodeFromChars(text, bytes, out _, out var length) == OperationStatus.Done ? bytes[..length] : null;
    }

    /// <summary>The claims as OpenIddict wants them: its own names for audience, scope and presenter.</summary>
    private ClaimsPrincipal? Principal(byte[] payload)
    {
        using var json = JsonDocument.Parse(payload);
        if (!json.RootElement.TryGetProperty(Claims.Issuer, out var from) || !from.ValueEquals(issuer.Value))
        {
            return null;
        }

        var identity = new ClaimsIdentity(TokenValidationParameters.DefaultAuthenticationType, Claims.Name, Claims.Role);
        identity.AddClaim(new Claim(Claims.Private.TokenType, TokenTypeIdentifiers.AccessToken));
        foreach (var property in json.RootElement.EnumerateObject())
        {
            switch (property.Name)
            {
                case Claims.Audience:
                    Add(identity, Claims.Private.Audience, property.Value);
                    break;
                case Claims.ClientId:
                    Add(identity, Claims.Private.Presenter, property.Value);
                    break;
                case Claims.Scope:
                    foreach (var scope in property.Value.GetString()!.Split(' '))
                    {
                        identity.AddClaim(new Claim(Claims.Private.Scope, scope));
                    }

                    break;
                default:
                    Add(identity, property.Name, property.Value);
                    break;
            }
        }

        return new ClaimsPrincipal(identity);
    }

    private static void Add(ClaimsIdentity identity, string type, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            identity.AddClaim(Claim(type, value));
            return;
        }

        foreach (var item in value.EnumerateArray())
        {
            identity.AddClaim(Claim(type, item));
        }
    }

    private static Claim Claim(string type, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => new Claim(type, value.GetString()!),
        JsonValueKind.True or JsonValueKind.False => new Claim(type, value.GetRawText(), ClaimValueTypes.Boolean),
        JsonValueKind.Number when value.TryGetInt64(out _) => new Claim(type, value.GetRawText(), ClaimValueTypes.Integer64),
        _ => new Claim(type, value.GetRawText(), "JSON"),
    };

    /// <param name="Of">The keys that they are of.</param>
    /// <param name="ByKid">One provider for each key; they may be used by many threads at once.</param>
    /// <param name="Headers">Headers that we have signed, so that none is parsed twice; as many as keys.</param>
    private sealed record Verifiers(KeySet Of, Dictionary<string, SignatureProvider> ByKid, ConcurrentDictionary<string, SignatureProvider> Headers)
    {
        public static Verifiers For(KeySet keys) => new(
            keys,
            keys.Accepted.Where(key => key.Algorithm == SecurityAlgorithms.EcdsaSha256)
                .ToDictionary(key => key.Kid, key => CryptoProviderFactory.Default.CreateForVerifying(key.SecurityKey, key.Algorithm), StringComparer.Ordinal),
            new ConcurrentDictionary<string, SignatureProvider>(StringComparer.Ordinal));
    }
}
