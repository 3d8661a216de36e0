using System.Text;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Clients.Secrets;
using Cosmo.Identity.Passwords;
using Cosmo.Identity.Protocol.Token;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Http;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.FrontDoor;

/// <summary>
/// Lets backends in that authenticate by their secret: a resource server or relying party that shares its address with an
/// attacker goes on. Not with the password grant and its codes, by which it would try other people's.
/// </summary>
internal sealed class ClientPass(ClientRegistry registry, ClientSecretHasher hasher) : IFrontDoorPass
{
    private const string Prefix = "Basic ";

    private const int LongestHeader = 4096;

    private static readonly FrontDoorPassage Passage = new("client", MayTryPasswords: false);

    public async ValueTask<FrontDoorPassage?> JudgeAsync(HttpContext context, PassBudget budget)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method)
            || request.Path.Value is not ("/connect/token" or "/connect/introspect" or "/connect/revoke" or "/connect/par" or "/connect/device")
            || !request.HasFormContentType)
        {
            return null;
        }

        var form = await request.ReadFormAsync(context.RequestAborted);
        if (request.Path == "/connect/token" && form[Parameters.GrantType].ToString() is GrantTypes.Password or OtpGrant.Name)
        {
            return null;
        }

        var (id, secret) = FromHeader(request.Headers.Authorization.ToString()) ?? (form[Parameters.ClientId].ToString(), form[Parameters.ClientSecret].ToString());
        return secret.Length > 0
            && (await registry.GetAsync(context.RequestAborted)).Find(id) is { IsPublic: false, Entity.ClientSecret: { Length: > 0 } hash }
            && await VerifyAsync(hash, secret, budget, context.RequestAborted)
                ? Passage
                : null;
    }

    private async ValueTask<bool> VerifyAsync(string hash, string secret, PassBudget budget, CancellationToken cancellationToken)
    {
        if (ClientSecretHasher.IsStrong(hash) || hasher.IsKnown(hash, secret))
        {
            return hasher.IsKnown(hash, secret);
        }

        try
        {
            // A secret that a person chose is hashed as slowly as a password, unless it was right a moment ago.
            if (!budget.TryTake() || !await hasher.VerifyAsync(hash, secret, cancellationToken))
            {
                return false;
            }

            budget.GiveBack();
            return true;
        }
        catch (HashingBusyException)
        {
            return false;
        }
    }

    /// <summary>RFC 6749 §2.3.1: each part is form-encoded before it is put together.</summary>
    private static (string Id, string Secret)? FromHeader(string header)
    {
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || header.Length > LongestHeader)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[LongestHeader];
        if (!Convert.TryFromBase64String(header[Prefix.Length..].Trim(), bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes[..length]);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (Decoded(text[..colon]), Decoded(text[(colon + 1)..]));
    }

    private static string Decoded(string part) => Uri.UnescapeDataString(part.Replace('+', ' '));
}
