using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Authorize;

/// <summary>
/// Sends the response as a form (OAuth 2.0 Form Post Response Mode §2) that needs no inline script; the policy lets this one
/// page post to the client's origin. Stands in for ProcessFormPostResponse.
/// </summary>
internal sealed class RenderFormPost : IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyAuthorizationResponseContext>()
            .AddFilter<OpenIddictServerAspNetCoreHandlerFilters.RequireHttpRequest>()
            .UseSingletonHandler<RenderFormPost>()
            .SetOrder(OpenIddictServerAspNetCoreHandlers.Authentication.ProcessFormPostResponse.Descriptor.Order)
            .Build();

    public async ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
    {
        if (context.RedirectUri is null || context.ResponseMode != ResponseModes.FormPost)
        {
            return;
        }

        var http = context.Transaction.GetHttpRequest()!.HttpContext;
        var target = new Uri(context.RedirectUri);
        http.Response.Headers.ContentSecurityPolicy = http.Response.Headers.ContentSecurityPolicy.ToString().Replace(
            "form-action 'self'",
            target.Host.Length > 0 ? $"form-action {target.GetLeftPart(UriPartial.Authority)}" : $"form-action {target.Scheme}:",
            StringComparison.Ordinal);
        var parameters = context.Response.GetParameters()
            .Where(parameter => (string?)parameter.Value is not null)
            .Select(parameter => new KeyValuePair<string, string>(parameter.Key, (string)parameter.Value!))
            .ToList();
        await new FormPostModel(context.RedirectUri, parameters).ToResult()
            .ExecuteResultAsync(new ActionContext(http, new RouteData(), new ActionDescriptor()));
        context.HandleRequest();
    }
}
