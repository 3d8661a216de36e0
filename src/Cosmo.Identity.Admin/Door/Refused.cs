using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cosmo.Identity.Admin.Door;

/// <summary>The answer of the API to what means nothing (RFC 9457).</summary>
internal static class Refused
{
    /// <param name="reason">What is wrong, beginning with the name of what it stands in.</param>
    public static ProblemHttpResult Because(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status400BadRequest);
}
