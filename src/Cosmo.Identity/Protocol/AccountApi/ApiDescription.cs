using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Protocol.AccountApi;

/// <summary>What the OpenAPI document says of an operation, beside what its types tell.</summary>
internal static class ApiDescription
{
    /// <summary>Names and explains an operation that needs a caller, with the refusals that each of them has.</summary>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string name, string summary, string description) => endpoint
        .WithName(name)
        .WithSummary(summary)
        .WithDescription(description)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status429TooManyRequests)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}

/// <summary>A body that a handler reads by itself. The framework's own metadata would make routing look for another endpoint where the content type differs.</summary>
/// <param name="Type">What it says.</param>
/// <param name="OrForm">Whether the same members may come as a form.</param>
internal sealed record JsonBody(Type Type, bool OrForm = false);

/// <summary>A parameter of the query that a handler reads by itself.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
/// <param name="IsNumber">Whether it is a whole number; a text otherwise.</param>
/// <param name="MayRepeat">Whether it may be given several times.</param>
internal sealed record QueryParameter(string Name, string Description, bool IsNumber = false, bool MayRepeat = false);
