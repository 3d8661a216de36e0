using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Cosmo.Identity.Admin.Layout;

/// <summary>Stylesheet and modules of the console, out of the assembly itself and behind the door: strangers get not even a script.</summary>
internal static class ConsoleAssets
{
    private const string Folder = "Cosmo.Identity.Admin.wwwroot.";

    /// <summary>Each build has its own.</summary>
    private static readonly EntityTagHeaderValue Version = new($"\"{typeof(ConsoleAssets).Module.ModuleVersionId:N}\"");

    public static IResult Answer(string file, HttpContext context)
    {
        var type = Path.GetExtension(file) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            _ => null,
        };
        if (type is null || typeof(ConsoleAssets).Assembly.GetManifestResourceStream(Folder + file) is not { } content)
        {
            return TypedResults.StatusCode(StatusCodes.Status404NotFound);
        }

        context.Response.Headers.CacheControl = "private, max-age=300";
        return TypedResults.Stream(content, type, entityTag: Version);
    }
}
