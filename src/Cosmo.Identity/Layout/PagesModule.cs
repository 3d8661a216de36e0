using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;

namespace Cosmo.Identity.Layout;

/// <summary>Registers the pages, which live in the folders of their slices, and what they load.</summary>
internal static class PagesModule
{
    public static IServiceCollection AddPages(this IServiceCollection services, bool isSecure)
    {
        services.AddSingleton<LanguageCookies>();
        services.AddRazorPages(options => options.RootDirectory = "/").AddApplicationPart(typeof(PagesModule).Assembly)
            // There is no controller; looking for one would load every type of the product at the start, and what those name.
            .ConfigureApplicationPartManager(parts => RemoveControllers(parts.FeatureProviders));
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = isSecure ? "__Host-cosmo-forms" : "cosmo-forms";
            antiforgery.Cookie.SecurePolicy = isSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            antiforgery.Cookie.HttpOnly = true;
            antiforgery.Cookie.Path = "/";
            // Strict would hold it back when a client's link brings the person here: a second tab would then get a new cookie, and the
            // form of the first would be refused. A form that another site posts carries no Lax cookie either.
            antiforgery.Cookie.SameSite = SameSiteMode.Lax;
            // Every answer has its own X-Frame-Options already.
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        // Nothing secret and nothing of a request is in them, so their length tells nothing, under TLS either (BREACH).
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["text/css", "text/javascript", "image/svg+xml"];
        });
        return services;
    }

    private static void RemoveControllers(IList<IApplicationFeatureProvider> providers)
    {
        foreach (var provider in providers.OfType<IApplicationFeatureProvider<ControllerFeature>>().ToList())
        {
            providers.Remove(provider);
        }
    }

    /// <summary>Stylesheet, icon and modules, out of the assembly itself.</summary>
    public static IApplicationBuilder UseAssets(this IApplicationBuilder app)
    {
        app.Use((context, next) =>
        {
            // Where browsers look by themselves, when what they show is no page and names no icon.
            if (context.Request.Path == "/favicon.ico" || context.Request.Path == "/favicon.svg")
            {
                context.Request.Path = "/assets/favicon.svg";
            }

            return next(context);
        });
        app.UseWhen(IsAsset, assets => assets.UseResponseCompression());
        return app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new EmbeddedFileProvider(typeof(PagesModule).Assembly, "Cosmo.Identity.wwwroot"),
            RequestPath = "/assets",
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "public, max-age=300",
        });
    }

    private static bool IsAsset(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal) || context.Request.Path.StartsWithSegments("/admin/assets", StringComparison.Ordinal);
}
