using Cosmo.Identity.Data;
using Cosmo.Identity.Protocol.Reporting;
using Microsoft.AspNetCore;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>Writes everything that the response promises, in one transaction, before it is sent.</summary>
internal sealed class CommitTokenBatch(TokenBatch batch, TokenFamilies families, StolenFamilies stolen, RequestReport report, Database database) : IOpenIddictServerHandler<ProcessSignInContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessSignInContext>()
            .UseScopedHandler<CommitTokenBatch>()
            // What the database has taken may differ from what was drawn first.
            .SetOrder(AttachSignInParameters.Descriptor.Order - 500)
            .Build();

    public async ValueTask HandleAsync(ProcessSignInContext context)
    {
        if (await batch.CommitAsync(IssueFacts.Of(context, batch), CancellationToken.None))
        {
            return;
        }

        var reuse = await JudgeAsync();
        if (reuse == Reuse.Retry)
        {
            batch.BecomeRetry();
            await batch.CommitAsync(IssueFacts.Of(context, batch), CancellationToken.None);
            return;
        }

        // What two requests present at once, two parties have (RFC 6749 §4.1.2, RFC 9700 §4.14.2).
        if (reuse == Reuse.Theft && batch.Presented?.FamilyId is { } family)
        {
            await stolen.EndAsync(batch.Presented, family, context.Transaction.GetHttpRequest()!.HttpContext);
        }

        report.Reason = "redeemed";
        context.Reject(
            context.EndpointType == OpenIddictServerEndpointType.Token ? Errors.InvalidGrant : Errors.InvalidRequest,
            "The token has already been redeemed.");
    }

    /// <summary>The loser of a race between two uses of one refresh token is taken as a late retry would be: it gets the winner's successor.</summary>
    private async Task<Reuse> JudgeAsync()
    {
        if (batch.Presented is not { } presented)
        {
            return Reuse.Late;
        }

        if (!presented.HasType(TokenTypeIdentifiers.RefreshToken))
        {
            return presented.HasType(TokenTypeIdentifiers.Private.AuthorizationCode) ? Reuse.Theft : Reuse.Late;
        }

        // Where it was not redeemed but revoked meanwhile, there is nothing left to judge.
        var now = await database.ReadFirstAsync(TokenEntry.ById(presented.Id), TokenEntry.Read, CancellationToken.None);
        return now is not null && now.HasStatus(Statuses.Redeemed)
            ? await families.JudgeReuseAsync(now, batch.PresentedHandle!, CancellationToken.None)
            : Reuse.Late;
    }
}
