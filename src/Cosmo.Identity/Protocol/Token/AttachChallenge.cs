using Cosmo.Identity.Accounts.SecondFactor;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Token;

/// <summary>Hands the client of a password grant the challenge that it has to meet: OpenIddict's errors carry no parameters of their own.</summary>
internal sealed class AttachChallenge : IOpenIddictServerHandler<ApplyTokenResponseContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyTokenResponseContext>()
            .UseSingletonHandler<AttachChallenge>()
            .SetOrder(ReportTokenRequest.Descriptor.Order + 500)
            .Build();

    public ValueTask HandleAsync(ApplyTokenResponseContext context)
    {
        if (context.Error == OtpGrant.MfaRequired && context.Transaction.GetProperty<string>(OtpGrant.MfaToken) is { } token)
        {
            context.Response[OtpGrant.MfaToken] = token;
            context.Response["expires_in"] = (long)FactorChallenges.Lifetime.TotalSeconds;
        }

        return ValueTask.CompletedTask;
    }
}
