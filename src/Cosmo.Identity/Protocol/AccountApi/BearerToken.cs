using System.Security.Claims;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Protocol.Reporting;
using Cosmo.Identity.Protocol.Tokens;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.AccountApi;

/// <summary>Reads tokens for our own API by the very rules of the token server: signature, row, family and session.</summary>
internal sealed class BearerToken(
    IOpenIddictServerFactory factory,
    IOpenIddictServerDispatcher dispatcher,
    TokenBatch batch,
    ClientRegistry registry,
    RequestReport report,
    EventKey key,
    Issuer issuer,
    TimeProvider clock)
{
    private const string Prefix = "Bearer ";

    /// <summary>Whom the request's access token speaks for; null when it has none, or one that does not count here.</summary>
    public async Task<ClaimsPrincipal?> AuthenticateAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var principal = await ReadAsync(header[Prefix.Length..].Trim(), OpenIddictServerEndpointType.UserInfo, TokenTypeIdentifiers.AccessToken);
        return principal is not null && principal.HasAudience(issuer.Value) ? principal : null;
    }

    /// <summary>The row of any token that this provider issued, dead or alive; null when it did not.</summary>
    public async Task<TokenEntry?> FindAsync(string token)
    {
        batch.Presented = null;
        // Like the revocation endpoint: it does not matter whether the token still lives.
        await ReadAsync(token, OpenIddictServerEndpointType.Revocation);
        return batch.Presented;
    }

    /// <summary>Records that the request's access token opened nothing; a request that carries none is no event.</summary>
    public async Task ReportAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization.ToString().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            await ReportAsync(SecurityEventType.InvalidTokenPresented, context, batch.Presented, null);
        }
    }

    /// <summary>Records what is wrong with a token.</summary>
    /// <param name="type">What happened.</param>
    /// <param name="context">The request.</param>
    /// <param name="entry">The token, where it is known.</param>
    /// <param name="caller">Who presents it, where that is known.</param>
    public async Task ReportAsync(SecurityEventType type, HttpContext context, TokenEntry? entry, Guid? caller)
    {
        var fact = TokenFacts.Event(
            type, context, entry, entry is null ? null : await ClientOfAsync(entry),
            ("endpoint", "account_api"), ("reason", caller is null || entry is null ? TokenFacts.ReasonOf(entry, clock.GetUtcNow()) : null), ("presented_by", caller));
        var header = context.Request.Headers.Authorization.ToString();
        fact.NameHash = entry is null && header.Length > Prefix.Length ? key.Hide(header[Prefix.Length..].Trim()) : null;
        await report.TellAsync(fact);
    }

    /// <summary>The <c>client_id</c> of the client that a token was issued to.</summary>
    public async Task<string?> ClientOfAsync(TokenEntry entry) =>
        entry.ClientKey is { } key ? (await registry.GetAsync(CancellationToken.None)).Find(key)?.ClientId : null;

    private async Task<ClaimsPrincipal?> ReadAsync(string token, OpenIddictServerEndpointType endpoint, params string[] types)
    {
        var transaction = await factory.CreateTransactionAsync();
        transaction.EndpointType = endpoint;
        var context = new ValidateTokenContext(transaction)
        {
            Token = token,
            DisableAudienceValidation = true,
            DisablePresenterValidation = true,
            DisableLifetimeValidation = endpoint == OpenIddictServerEndpointType.Revocation,
        };
        context.ValidTokenTypes.UnionWith(types);
        await dispatcher.DispatchAsync(context);
        return context.IsRejected ? null : context.Principal;
    }
}
