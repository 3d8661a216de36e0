using Cosmo.Identity.Clients;
using Cosmo.Identity.Protocol.Device;
using Cosmo.Identity.Protocol.Reporting;
using Microsoft.AspNetCore;
using Microsoft.Extensions.Logging;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>
/// Lets a token pass only while its row, its family and its session live, and tells a retry from a theft when a redeemed one
/// comes again. Stands in for ValidateTokenEntry and ValidateAuthorizationEntry.
/// </summary>
/// <remarks>
/// <code>
/// valid ──redeem──► redeemed ──again, same client, within the leeway, successor unused──► the same successor
///   │                  └──────again, otherwise──► family revoked (RFC 9700 §4.14.2, RFC 6749 §4.1.2)
///   └──revoke──► revoked
///
/// a device code: inactive ──allowed──► valid ──redeem──► redeemed, which a poll that was on its way meets without harm (RFC 8628 §3.5)
///                    └──────denied──► rejected
/// </code>
/// </remarks>
internal sealed partial class ValidateTokenLife(
    TokenBatch batch,
    TokenFamilies families,
    StolenFamilies stolen,
    DevicePolls polls,
    ClientRegistry registry,
    TimeProvider clock,
    ILogger<ValidateTokenLife> log) : IOpenIddictServerHandler<ValidateTokenContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateTokenContext>()
            .UseScopedHandler<ValidateTokenLife>()
            .SetOrder(Protection.ValidateTokenEntry.Descriptor.Order)
            .Build();

    public async ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (context.TokenId is null || batch.Presented is not { } entry)
        {
            return;
        }

        // Another client's token is not ours to judge: it neither dies nor tells anything (RFC 6749 §10.4).
        if (context.EndpointType == OpenIddictServerEndpointType.Token && !await IsOwnAsync(context, entry))
        {
            context.Reject(Errors.InvalidGrant, "The token was not issued to this client.");
            return;
        }

        // Whoever revokes a token that was just rotated means its family.
        if (context.EndpointType == OpenIddictServerEndpointType.Revocation)
        {
            return;
        }

        if (!entry.FamilyIsAlive(clock.GetUtcNow()))
        {
            Reject(context, "The token is no longer valid.");
        }
        else if (entry.HasStatus(Statuses.Redeemed))
        {
            await JudgeRedeemedAsync(context, entry);
        }
        else if (context.EndpointType == OpenIddictServerEndpointType.Token && entry.HasType(TokenTypeIdentifiers.Private.DeviceCode) && !entry.HasStatus(Statuses.Valid))
        {
            await JudgeDeviceAsync(context, entry);
        }
        else if (!entry.HasStatus(Statuses.Valid))
        {
            Reject(context, "The token is no longer valid.");
        }
    }

    /// <summary>The device is told to wait, to wait longer, or that the person said no (RFC 8628 §3.5).</summary>
    private async Task JudgeDeviceAsync(ValidateTokenContext context, TokenEntry entry)
    {
        if (entry.HasStatus(Statuses.Rejected))
        {
            context.Reject(Errors.AccessDenied, "The person did not allow it.");
        }
        else if (!entry.HasStatus(Statuses.Inactive))
        {
            Reject(context, "The token is no longer valid.");
        }
        else if (await polls.TakeAsync(entry.Id))
        {
            context.Reject(Errors.AuthorizationPending, "The person has not decided yet.");
        }
        else
        {
            context.Reject(Errors.SlowDown, "That was too early: from now on wait five seconds more between two requests.");
        }
    }

    private async Task JudgeRedeemedAsync(ValidateTokenContext context, TokenEntry entry)
    {
        if (context.EndpointType != OpenIddictServerEndpointType.Token)
        {
            Reject(context, "The token has already been redeemed.");
            return;
        }

        if (entry.HasType(TokenTypeIdentifiers.RefreshToken) && batch.PresentedHandle is { } handle)
        {
            switch (await families.JudgeReuseAsync(entry, handle, CancellationToken.None))
            {
                case Reuse.Retry:
                    batch.IsRetry = true;
                    return;
                case Reuse.Late:
                    Reject(context, "The token has already been redeemed.");
                    return;
            }
        }

        // A device polls until it has an answer: the second of two polls is no thief.
        if (entry.FamilyId is { } family && !entry.HasType(TokenTypeIdentifiers.Private.DeviceCode) && await stolen.EndAsync(entry, family, context.Transaction.GetHttpRequest()!.HttpContext))
        {
            FamilyRevoked(log, entry.Id, family);
        }

        Reject(context, "The token has already been redeemed.");
    }

    private async ValueTask<bool> IsOwnAsync(ValidateTokenContext context, TokenEntry entry) =>
        (await registry.GetAsync(CancellationToken.None)).Find(context.Request?.ClientId)?.Id == entry.ClientKey;

    private static void Reject(ValidateTokenContext context, string description) => context.Reject(
        context.EndpointType == OpenIddictServerEndpointType.Token ? Errors.InvalidGrant : Errors.InvalidToken,
        description);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The redeemed token {TokenId} was presented again; its family {FamilyId} was revoked.")]
    private static partial void FamilyRevoked(ILogger log, Guid tokenId, Guid familyId);
}
