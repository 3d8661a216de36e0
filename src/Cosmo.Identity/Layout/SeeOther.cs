using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Cosmo.Identity.Layout;

/// <summary>Goes on by GET to a place of this provider: 303, so that a POST with a password in it is never repeated elsewhere (RFC 9110 §15.4.4).</summary>
/// <param name="path">Absolute, and made of our own words: never what a request said.</param>
public sealed class SeeOther(string path) : ActionResult
{
    /// <inheritdoc />
    public override void ExecuteResult(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.StatusCode = StatusCodes.Status303SeeOther;
        response.Headers.Location = context.HttpContext.Request.PathBase + path;
    }
}
