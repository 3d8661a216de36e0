using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Requests;

/// <summary>Gives every request the address that the world knows: the issuer's, never that of the Host header.</summary>
internal static class PublicAddress
{
    public static IApplicationBuilder UsePublicAddress(this IApplicationBuilder app)
    {
        var issuer = app.ApplicationServices.GetRequiredService<Issuer>();
        var host = issuer.Uri.IsDefaultPort ? new HostString(issuer.Uri.Host) : new HostString(issuer.Uri.Host, issuer.Uri.Port);
        var basePath = new PathString(issuer.Uri.AbsolutePath.TrimEnd('/'));
        return app.Use((context, next) =>
        {
            var request = context.Request;
            request.Scheme = issuer.Uri.Scheme;
            request.Host = host;
            if (basePath.HasValue)
            {
                // A proxy may pass the issuer's path on or strip it; links carry it either way.
                request.PathBase = basePath;
                if (request.Path.StartsWithSegments(basePath, StringComparison.Ordinal, out var rest))
                {
                    request.Path = rest;
                }
            }

            return next(context);
        });
    }
}
