using Cosmo.Identity.Admin.Door;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Cosmo.Identity.Admin.Sessions;

/// <summary>Where sessions are, beside the pages.</summary>
internal static class SessionsModule
{
    public static void MapSessions(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/v1/admin/sessions").WithMetadata(new AdminArea());
        api.MapGet("", SessionsApi.ListAsync);
        api.MapDelete("/{id:guid}", SessionsApi.EndOneAsync);
        api.MapPost("/end", SessionsApi.EndAsync);
    }
}
