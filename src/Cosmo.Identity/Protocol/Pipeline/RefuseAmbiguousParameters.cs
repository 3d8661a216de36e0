using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Pipeline;

/// <summary>
/// Refuses a parameter that is given more than once, in whatever way (RFC 6749 §3.1, §3.2), and parameters in the URL of a
/// POST (OAuth 2.1 §2.4, §5.2): two readers of such a request may read two requests.
/// </summary>
internal sealed class RefuseAmbiguousParameters<TContext> : IOpenIddictServerHandler<TContext>
    where TContext : BaseValidatingContext
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<TContext>()
            .AddFilter<OpenIddictServerAspNetCoreHandlerFilters.RequireHttpRequest>()
            .UseSingletonHandler<RefuseAmbiguousParameters<TContext>>()
            // After the built-in extraction, which has read the form.
            .SetOrder(0)
            .Build();

    public ValueTask HandleAsync(TContext context)
    {
        var request = context.Transaction.GetHttpRequest()!;
        var isPost = HttpMethods.IsPost(request.Method);
        if (isPost && request.Query.Count > 0)
        {
            context.Reject(Errors.InvalidRequest, "The parameters of a POST belong into its body.");
            return ValueTask.CompletedTask;
        }

        // What opens doors is not for addresses, which logs and histories keep (RFC 6750 §5.3, RFC 7662 §2.1).
        if (request.Query.ContainsKey(Parameters.AccessToken) || request.Query.ContainsKey(Parameters.ClientSecret)
            || (!isPost && typeof(TContext) == typeof(ExtractIntrospectionRequestContext)))
        {
            context.Reject(Errors.InvalidRequest, "Tokens and secrets belong into a header or the body of a POST.");
            return ValueTask.CompletedTask;
        }

        if (isPost && request.HasFormContentType && NamesTwoCallers(context, request))
        {
            context.Reject(Errors.InvalidRequest, "The caller is named in two ways that differ.");
            return ValueTask.CompletedTask;
        }

        IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> parameters = isPost && request.HasFormContentType ? request.Form : request.Query;
        foreach (var parameter in parameters)
        {
            if (parameter.Value.Count > 1 && parameter.Key is not (Parameters.Resource or Parameters.Audience))
            {
                context.Reject(Errors.InvalidRequest, "A parameter is given more than once.");
                break;
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>One way at a time (RFC 6750 §2), and one client (RFC 6749 §2.3).</summary>
    private static bool NamesTwoCallers(TContext context, HttpRequest request) =>
        request.Headers.Authorization.Count > 0
        && (request.Form.ContainsKey(Parameters.AccessToken)
            || (request.Form[Parameters.ClientId] is [{ Length: > 0 } inBody] && context.Transaction.Request?.ClientId != inBody));
}
