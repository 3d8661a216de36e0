using Cosmo.Identity.Data;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>Writes everything that the response promises, in one transaction, before it is sent.</summary>
internal sealed class CommitTokenBatch(TokenBatch batch, TokenFamilies families, Database database) : IOpenIddictServerHandler<ProcessSignInContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessSignInContext>()
            .UseScopedHandler<CommitTokenBatch>()
            .SetOrder(AttachSignInParameters.Descriptor.Order + 500)
            .Build();

    public async ValueTask HandleAsync(ProcessSignInContext context)
    {
        if (await batch.CommitAsync(CancellationToken.None) || await TryAnswerAsRetryAsync())
        {
            return;
        }

        // A code that two requests present at once is a code that two parties have (RFC 6749 §4.1.2).
        if (batch.Presented is { FamilyId: { } family } presented && presented.HasType(TokenTypeIdentifiers.Private.AuthorizationCode))
        {
            await families.RevokeAsync(family, CancellationToken.None);
        }

        context.Reject(
            context.EndpointType == OpenIddictServerEndpointType.Token ? Errors.InvalidGrant : Errors.InvalidRequest,
            "The token has already been redeemed.");
    }

    /// <summary>The loser of a race between two uses of one refresh token gets the winner's successor, as a late retry would.</summary>
    private async Task<bool> TryAnswerAsRetryAsync()
    {
        if (batch.Presented is not { } presented || !presented.HasType(TokenTypeIdentifiers.RefreshToken))
        {
            return false;
        }

        var now = await database.ReadFirstAsync(TokenEntry.ById(presented.Id), TokenEntry.Read, CancellationToken.None);
        if (now is null
            || !now.HasStatus(Statuses.Redeemed)
            || await families.JudgeReuseAsync(now, batch.PresentedHandle!, CancellationToken.None) != Reuse.Retry)
        {
            return false;
        }

        batch.BecomeRetry();
        return await batch.CommitAsync(CancellationToken.None);
    }
}
