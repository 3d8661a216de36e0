using Cosmo.Identity.Telemetry;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Token;

/// <summary>Counts token requests by grant and outcome. A grant type that is none is counted as <c>other</c>: labels are not for strangers to choose.</summary>
internal sealed class ReportTokenRequest : IOpenIddictServerHandler<ApplyTokenResponseContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyTokenResponseContext>()
            .UseSingletonHandler<ReportTokenRequest>()
            .SetOrder(-3_000)
            .Build();

    public ValueTask HandleAsync(ApplyTokenResponseContext context)
    {
        if (Measures.TokenRequests.Enabled)
        {
            Measures.TokenRequests.Add(1, new("grant_type", NameOf(context.Request?.GrantType)), new("outcome", context.Error ?? "issued"));
        }

        return ValueTask.CompletedTask;
    }

    private static string NameOf(string? grantType) => grantType switch
    {
        GrantTypes.AuthorizationCode => GrantTypes.AuthorizationCode,
        GrantTypes.ClientCredentials => GrantTypes.ClientCredentials,
        GrantTypes.DeviceCode => "device_code",
        GrantTypes.Password => GrantTypes.Password,
        GrantTypes.RefreshToken => GrantTypes.RefreshToken,
        OtpGrant.Name => "otp",
        _ => "other",
    };
}
