using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Requests;

/// <summary>Registers what tells the origin of a request, and puts it in front of everything that asks.</summary>
internal static class RequestsModule
{
    private const string ForwardedFor = "X-Forwarded-For";
    private const string ForwardedProto = "X-Forwarded-Proto";

    // Others' ways of saying the same, and what would move our own address: read by nothing here, and kept from anything that might.
    private static readonly string[] IgnoredHeaders =
    [
        "X-Real-IP", "Forwarded", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP", "X-Cluster-Client-IP", "X_Forwarded_For",
        "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Server", "X-Forwarded-Scheme", "X-Forwarded-Ssl",
        "X-Original-For", "X-Original-Host", "X-Original-Prefix", "X-Original-Proto", "X-Original-URL", "X-Rewrite-URL",
    ];

    public static IServiceCollection AddRequests(this IServiceCollection services)
    {
        services.AddOptions<ReverseProxyOptions>().BindConfiguration(ReverseProxyOptions.Section);
        services.AddSingleton<TrustedProxies>();
        return services;
    }

    /// <summary>First in the pipeline. After it proxy headers are gone from the request: <see cref="RequestOrigin"/> is all there is to ask.</summary>
    public static IApplicationBuilder UseRequestOrigin(this IApplicationBuilder app)
    {
        var proxies = app.ApplicationServices.GetRequiredService<TrustedProxies>();
        return app.Use((context, next) =>
        {
            Establish(context, proxies);
            return next(context);
        });
    }

    private static void Establish(HttpContext context, TrustedProxies proxies)
    {
        var headers = context.Request.Headers;
        var peer = RequestOrigin.PeerOf(context);
        var client = peer;
        var forwardedFor = headers[ForwardedFor];
        var claims = new ProxyClaims(peer, proxies.Trusts(peer), forwardedFor);
        if (claims.PeerIsTrusted)
        {
            client = proxies.ClientOf(peer, forwardedFor);
            if (headers[ForwardedProto] is [.., { } proto] && SchemeOf(proto) is { } scheme)
            {
                context.Request.Scheme = scheme;
            }
        }

        claims.Scheme = context.Request.Scheme;
        if (headers.Remove(ForwardedFor))
        {
            claims.Note(ForwardedFor);
        }

        if (headers.Remove(ForwardedProto))
        {
            claims.Note(ForwardedProto);
        }

        foreach (var header in IgnoredHeaders)
        {
            if (headers.Remove(header))
            {
                claims.Note(header);
            }
        }

        context.Features.Set(new RequestOrigin(client, headers.UserAgent.ToString()) { Claims = claims });
    }

    // Of several the right-most: what the proxy next to us says.
    private static string? SchemeOf(string proto) => proto.AsSpan(proto.LastIndexOf(',') + 1).Trim() switch
    {
        var scheme when scheme.Equals("https", StringComparison.OrdinalIgnoreCase) => "https",
        var scheme when scheme.Equals("http", StringComparison.OrdinalIgnoreCase) => "http",
        _ => null,
    };
}
