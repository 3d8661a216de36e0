using Cosmo.Identity.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Layout;

/// <summary>The choice of a language at the foot of every page, and what speaks it.</summary>
internal static class LanguageChoice
{
    /// <summary>Where the form goes.</summary>
    public const string Path = "/language";

    /// <summary>Requests of people speak their language; what machines call has no texts.</summary>
    public static IApplicationBuilder UseLanguages(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (!IsOfPeople(context.Request.Path))
        {
            await next(context);
            return;
        }

        using (RequestLanguage.Of(context).Spoken.Speak())
        {
            await next(context);
        }
    });

    public static IEndpointRouteBuilder MapLanguageChoice(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(Path, ChooseAsync);
        return endpoints;
    }

    /// <summary>Where coming back shows the same: an answer to a form is not to be had again, and the secret of a mailed link stays in the one form that needs it.</summary>
    public static bool IsOfferedOn(HttpContext context) =>
        (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) && !context.Request.Query.ContainsKey("token");

    /// <summary>Where the person comes back to: the page that they look at, be it one that stands in for another's answer.</summary>
    public static string HereOf(HttpContext context)
    {
        var failed = context.Features.Get<IStatusCodeReExecuteFeature>();
        return failed is null
            ? context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent()
            : new PathString(failed.OriginalPath).ToUriComponent() + failed.OriginalQueryString;
    }

    /// <summary>
    /// No antiforgery token: it would give every page a cookie and a secret, to protect what does no harm. Other sites' forms are
    /// refused by what browsers say of them.
    /// </summary>
    private static async Task ChooseAsync(HttpContext context)
    {
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        if (context.Request.Headers["Sec-Fetch-Site"] == "cross-site" || Language.Find(form["language"]) is not { } chosen)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        context.RequestServices.GetRequiredService<LanguageCookies>().Choose(context, chosen, Language.Find(form["asked"]));
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = context.Request.PathBase + (IsHere(form["return"]) ? form["return"].ToString() : "/");
    }

    /// <summary>An address of this server: printable, without a backslash, and with no second slash that would name another.</summary>
    private static bool IsHere(string? address) =>
        address is ['/', ..] and not ['/', '/', ..] && address.All(character => character is >= '!' and <= '~' and not '\\');

    private static bool IsOfPeople(PathString path) =>
        !path.StartsWithSegments("/api", StringComparison.Ordinal)
        && (!path.StartsWithSegments("/connect", StringComparison.Ordinal) || path == "/connect/authorize" || path == "/connect/logout" || path.StartsWithSegments("/connect/verify", StringComparison.Ordinal));
}
