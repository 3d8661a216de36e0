using System.Collections.Frozen;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Protocol.Tokens;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.Reporting;

/// <summary>
/// Finds the one event that a refused protocol request is worth: whose client is unknown or did not authenticate, what was wrong
/// with what it presented, or nothing, where another place has told it already or a program has merely been written wrongly.
/// </summary>
internal sealed class Refusals(TokenBatch batch, ClientRegistry registry, RequestReport report, EventKey key, TimeProvider clock)
{
    /// <summary>Neither says anything about the caller: faults are ours, and limits have events of their own.</summary>
    private static readonly FrozenSet<string> NotRefusals = FrozenSet.Create("temporarily_unavailable", "server_error", "too_many_requests");

    /// <summary>The event of a refusal at <paramref name="endpoint"/>; null for none.</summary>
    /// <param name="transaction">The request.</param>
    /// <param name="endpoint">A stable word for the endpoint.</param>
    /// <param name="error">The OAuth error; null where the request was not refused.</param>
    /// <param name="judge">The event's type and reason, once the client is known or none was named.</param>
    public async ValueTask<SecurityEvent?> FindAsync(
        OpenIddictServerTransaction transaction, string endpoint, string? error, Func<RegisteredClient?, ValueTask<Refusal?>> judge)
    {
        if (error is null || report.IsTold || NotRefusals.Contains(error))
        {
            return null;
        }

        var clientId = transaction.Request?.ClientId;
        var client = (await registry.GetAsync(CancellationToken.None)).Find(clientId);
        var refusal = client is null && !string.IsNullOrEmpty(clientId) ? new Refusal(SecurityEventType.UnknownClientPresented, null)
            : error == Errors.InvalidClient ? new Refusal(SecurityEventType.ClientAuthenticationFailed, null)
            : await judge(client);
        return refusal is null ? null : Event(transaction, endpoint, client, refusal);
    }

    /// <summary>What is wrong with the presented token.</summary>
    public string Reason(RegisteredClient? presenter) =>
        report.Reason ?? TokenFacts.ReasonOf(batch.Presented, presenter, clock.GetUtcNow());

    /// <inheritdoc cref="Reason(RegisteredClient?)"/>
    public string Reason() => report.Reason ?? TokenFacts.ReasonOf(batch.Presented, clock.GetUtcNow());

    private SecurityEvent Event(OpenIddictServerTransaction transaction, string endpoint, RegisteredClient? client, Refusal refusal)
    {
        var context = transaction.GetHttpRequest()!.HttpContext;
        var fact = TokenFacts.Event(refusal.Type, context, batch.Presented, client?.ClientId, ("endpoint", endpoint), ("reason", refusal.Reason));
        // Guesses are told apart by these alone: a client with one stale token or secret is no attack, many different ones are.
        fact.NameHash = batch.Presented is null && PresentedBy(transaction.Request) is { Length: > 0 } token ? key.Hide(token) : null;
        fact.PairHash = refusal.Type is SecurityEventType.ClientAuthenticationFailed && ProofBy(transaction.Request) is { Length: > 0 } proof
            ? key.Hide($"{client?.ClientId}\0{proof}")
            : null;
        return fact;
    }

    private static string? PresentedBy(OpenIddictRequest? request) =>
        request?.Token ?? request?.RefreshToken ?? request?.Code ?? request?.DeviceCode ?? request?.AccessToken;

    private static string? ProofBy(OpenIddictRequest? request) => request?.ClientSecret ?? request?.ClientAssertion;
}

/// <summary>What a refusal is, and why in a stable word.</summary>
internal sealed record Refusal(SecurityEventType Type, string? Reason);
