using Cosmo.Identity.Protocol.Token;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Pipeline;

/// <summary>Counts the failures of an endpoint, and answers 429 where a limit has been reached, here or on the way.</summary>
internal sealed class AnswerTooManyRequests<TContext>(FailureLimits failures) : IOpenIddictServerHandler<TContext>
    where TContext : BaseRequestContext
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<TContext>()
            .AddFilter<OpenIddictServerAspNetCoreHandlerFilters.RequireHttpRequest>()
            .UseScopedHandler<AnswerTooManyRequests<TContext>>()
            // After everything that judges, and before the first that writes.
            .SetOrder(OpenIddictServerAspNetCoreHandlers.AttachHttpResponseCode<TContext>.Descriptor.Order - 500)
            .Build();

    public async ValueTask HandleAsync(TContext context)
    {
        var http = context.Transaction.GetHttpRequest()!.HttpContext;
        if (context.Transaction.Response is { } response && (response.Error == TooManyRequests.Error || !await AllowAsync(context, http, response)))
        {
            await TooManyRequests.WriteAsync(http);
            context.HandleRequest();
        }
    }

    private ValueTask<bool> AllowAsync(TContext context, HttpContext http, OpenIddictResponse response)
    {
        var request = context.Transaction.Request;
        return response.Error == Errors.InvalidClient ? failures.AllowFailedClientAsync(http, request?.ClientId)
            : IsOfToken(context.EndpointType, request, response) ? failures.AllowUnknownTokenAsync(http, ProvenClient(context.EndpointType, request))
            : ValueTask.FromResult(true);
    }

    /// <summary>Whether the answer says that the presented token is none.</summary>
    private static bool IsOfToken(OpenIddictServerEndpointType endpoint, OpenIddictRequest? request, OpenIddictResponse response) => endpoint switch
    {
        OpenIddictServerEndpointType.Introspection => response.Error is null && (bool?)response["active"] == false,
        // Success, as RFC 7009 §2.2 wants it.
        OpenIddictServerEndpointType.Revocation => response.Error is null,
        OpenIddictServerEndpointType.UserInfo => response.Error == Errors.InvalidToken && request?.AccessToken is not null,
        OpenIddictServerEndpointType.Token => response.Error == Errors.InvalidGrant && request is not null
            && (request.IsRefreshTokenGrantType() || request.IsAuthorizationCodeGrantType() || request.IsDeviceCodeGrantType() || request.GrantType == OtpGrant.Name),
        _ => false,
    };

    /// <summary>At introspection the caller has authenticated before a token is looked at; one that serves many people gets a share of its own.</summary>
    private static string? ProvenClient(OpenIddictServerEndpointType endpoint, OpenIddictRequest? request) =>
        endpoint == OpenIddictServerEndpointType.Introspection ? request?.ClientId : null;
}
