using Cosmo.Identity.Clients;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.Authorize;

/// <summary>
/// Tells the client of a request that failed, once client and redirect URI are proven (RFC 6749 §4.1.2.1). Many checks run
/// before OpenIddict proves them, so they are proven again here; an unproven one stays a local page: no open redirector.
/// </summary>
internal sealed class AttachProvenRedirectUri(IOpenIddictApplicationManager applications, ClientRegistry registry)
    : IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyAuthorizationResponseContext>()
            .UseScopedHandler<AttachProvenRedirectUri>()
            .SetOrder(Authentication.AttachRedirectUri.Descriptor.Order + 500)
            .Build();

    public async ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
    {
        if (context.RedirectUri is not null
            || context.Error is null
            || context.Request is not { } request
            || Single(request, Parameters.ClientId) is not { } clientId
            || Single(request, Parameters.RedirectUri) is not { } redirectUri
            || (await registry.GetAsync(CancellationToken.None)).Find(clientId) is not { } client
            || !await applications.ValidateRedirectUriAsync(client.Entity, redirectUri))
        {
            return;
        }

        context.RedirectUri = redirectUri;
        if (Single(request, Parameters.State) is { } state)
        {
            context.Response.State = state;
        }

        // What was wrong may have been the response type or mode itself.
        if (request.ResponseMode != ResponseModes.FormPost)
        {
            request.ResponseMode = ResponseModes.Query;
        }
    }

    private static string? Single(OpenIddictRequest request, string name) => (string?)request.GetParameter(name) is { Length: > 0 } value ? value : null;
}
