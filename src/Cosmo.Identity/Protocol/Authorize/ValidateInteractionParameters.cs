using System.Globalization;
using Cosmo.Identity.Protocol.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.Authorize;

/// <summary>Refuses OpenID Connect parameters that are malformed or not supported (Core §3.1.2.1, §5.5, §7.2.1), in plain requests.</summary>
internal sealed class ValidateInteractionParameters : IOpenIddictServerHandler<ValidateAuthorizationRequestContext>
{
    /// <summary>Beyond this a request does not fit into the address that carries it through login.</summary>
    private const int LongestRequest = 6_144;

    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateAuthorizationRequestContext>()
            .UseSingletonHandler<ValidateInteractionParameters>()
            .SetOrder(Authentication.ValidateClientRedirectUri.Descriptor.Order + 500)
            .Build();

    public ValueTask HandleAsync(ValidateAuthorizationRequestContext context)
    {
        if (Flaw(context.Request) is { } flaw)
        {
            context.Reject(flaw.Error, flaw.Description);
        }

        return ValueTask.CompletedTask;
    }

    public static (string Error, string Description)? Flaw(OpenIddictRequest request)
    {
        if ((string?)request.GetParameter(Parameters.MaxAge) is { Length: > 0 } maxAge
            && !uint.TryParse(maxAge, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return (Errors.InvalidRequest, "The parameter 'max_age' must be a number of seconds.");
        }

        if (ClaimsRequest.Parse((string?)request.GetParameter(Parameters.Claims)) is null)
        {
            return (Errors.InvalidRequest, "The parameter 'claims' must be a JSON object with the members 'userinfo' and 'id_token'.");
        }

        // The hash of a verifier, nothing else (RFC 7636 §4.2).
        if (!string.IsNullOrEmpty(request.CodeChallenge) && !TokenHandle.HasForm(request.CodeChallenge))
        {
            return (Errors.InvalidRequest, "The parameter 'code_challenge' must be the base64url form of a SHA-256 hash.");
        }

        if (!string.IsNullOrEmpty((string?)request.GetParameter(Parameters.Registration)))
        {
            return (Errors.RegistrationNotSupported, "The parameter 'registration' is not supported.");
        }

        var length = request.GetParameters().Sum(parameter => parameter.Key.Length + (((string?)parameter.Value)?.Length ?? 0));
        return length > LongestRequest + (((string?)request.GetParameter(InteractionSeal.Parameter))?.Length ?? 0)
            ? (Errors.InvalidRequest, "The request is too long.")
            : null;
    }
}

/// <summary>The same for pushed requests (RFC 9126 §2.1).</summary>
internal sealed class ValidatePushedInteractionParameters : IOpenIddictServerHandler<ValidatePushedAuthorizationRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidatePushedAuthorizationRequestContext>()
            .UseSingletonHandler<ValidatePushedInteractionParameters>()
            .SetOrder(Authentication.ValidatePushedClientRedirectUri.Descriptor.Order + 500)
            .Build();

    public ValueTask HandleAsync(ValidatePushedAuthorizationRequestContext context)
    {
        if (ValidateInteractionParameters.Flaw(context.Request) is { } flaw)
        {
            context.Reject(flaw.Error, flaw.Description);
        }

        return ValueTask.CompletedTask;
    }
}
