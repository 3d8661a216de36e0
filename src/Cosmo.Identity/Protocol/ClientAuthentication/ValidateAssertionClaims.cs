using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Cosmo.Identity.Data;
using Cosmo.Identity.Protocol.Reporting;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.ClientAuthentication;

/// <summary>Checks what RFC 7523 §3 asks of a client assertion, and takes each <c>jti</c> once.</summary>
internal sealed class ValidateAssertionClaims(Database database, Issuer issuer, RequestReport report, TimeProvider clock) : IOpenIddictServerHandler<ProcessAuthenticationContext>
{
    /// <summary>An assertion is made for one request; this leaves room for clocks that differ.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(1);

    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private const string Insert = "INSERT INTO used_assertions (id, expires_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING";

    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessAuthenticationContext>()
            .AddFilter<OpenIddictServerHandlerFilters.RequireClientAssertionPrincipal>()
            .UseScopedHandler<ValidateAssertionClaims>()
            .SetOrder(ValidateClientAssertion.Descriptor.Order + 500)
            .Build();

    public async ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        var assertion = context.ClientAssertionPrincipal!;
        if (Flaw(assertion, context.ClientId) is { } flaw)
        {
            context.Reject(Errors.InvalidClient, flaw);
            return;
        }

        var id = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(
            assertion.GetClaim(Claims.Issuer) + "\n" + assertion.GetClaim(Claims.JwtId))));
        var touched = await database.ExecuteAsync(
            [new SqlStatement(Insert, id, assertion.GetExpirationDate() + Skew)], CancellationToken.None);
        if (touched[0] != 1)
        {
            var fact = SecurityEvent.Of(SecurityEventType.ClientAssertionReplayed, context.Transaction.GetHttpRequest()!.HttpContext);
            // Its own key signed it, so it is a registered client's.
            fact.ClientId = assertion.GetClaim(Claims.Issuer);
            await report.TellAsync(fact);
            context.Reject(Errors.InvalidClient, "The client assertion has been used before.");
        }
    }

    private string? Flaw(ClaimsPrincipal assertion, string? clientId)
    {
        var now = clock.GetUtcNow();
        var client = assertion.GetClaim(Claims.Issuer);
        if (string.IsNullOrEmpty(client) || !string.Equals(client, assertion.GetClaim(Claims.Subject), StringComparison.Ordinal)
            || (!string.IsNullOrEmpty(clientId) && !string.Equals(client, clientId, StringComparison.Ordinal)))
        {
            return "The client assertion must name the client as issuer and as subject.";
        }

        // One audience: an assertion that several parties accept can be used by each against the others (CVE-2025-27371).
        var audiences = assertion.GetClaims(Claims.Audience);
        if (audiences.Length != 1 || !IsMe(audiences[0]))
        {
            return "The client assertion must be meant for this provider alone.";
        }

        if (assertion.GetExpirationDate() is not { } expires || expires > now + LongestLife)
        {
            return "The client assertion must expire within an hour.";
        }

        if (assertion.GetCreationDate() is { } issued && issued > now + Skew)
        {
            return "The client assertion is from the future.";
        }

        return assertion.GetClaim(Claims.JwtId) is not { Length: > 0 and <= 512 } ? "The client assertion must have a jti." : null;
    }

    private bool IsMe(string audience) =>
        audience.TrimEnd('/') == issuer.Value
        || audience == issuer.Url("/connect/token")
        || audience == issuer.Url("/connect/par")
        || audience == issuer.Url("/connect/introspect")
        || audience == issuer.Url("/connect/revoke");
}
