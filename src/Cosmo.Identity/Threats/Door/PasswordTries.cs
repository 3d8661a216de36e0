using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Threats.Door;

/// <summary>Knows the requests that try a password: what lets somebody in from a blocked address must not let them guess.</summary>
internal static class PasswordTries
{
    private const string TokenEndpoint = "/connect/token";

    /// <summary>Pages with a form that takes a password.</summary>
    private static readonly string[] Pages = ["/login", "/account/confirm", "/account/password"];

    public static async ValueTask<bool> IsOneAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            return false;
        }

        // Routing finds endpoints in whatever case and with a slash at the end, so this does as well.
        if (!request.Path.StartsWithSegments(TokenEndpoint, StringComparison.OrdinalIgnoreCase))
        {
            return Array.Exists(Pages, page => request.Path.StartsWithSegments(page, StringComparison.OrdinalIgnoreCase));
        }

        if (!request.HasFormContentType)
        {
            return false;
        }

        var form = await request.ReadFormAsync(context.RequestAborted);
        return form.ContainsKey("password") || form["grant_type"].Contains("password", StringComparer.Ordinal);
    }
}
