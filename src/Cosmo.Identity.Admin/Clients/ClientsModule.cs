using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Scopes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Cosmo.Identity.Admin.Clients;

/// <summary>Where clients and scopes are, beside the pages.</summary>
internal static class ClientsModule
{
    public static void MapClients(this IEndpointRouteBuilder endpoints)
    {
        var clients = endpoints.MapGroup("/api/v1/admin/clients").WithMetadata(new AdminArea());
        clients.MapGet("", ClientsApi.ListAsync);
        clients.MapGet("/{clientId}", ClientsApi.FindAsync);
        clients.MapPut("/{clientId}", ClientsApi.SaveAsync);
        clients.MapDelete("/{clientId}", ClientsApi.DeleteAsync);
        clients.MapPost("/{clientId}/secret", ClientsApi.ChangeSecretAsync);
        var scopes = endpoints.MapGroup("/api/v1/admin/scopes").WithMetadata(new AdminArea());
        scopes.MapGet("", ScopesApi.ListAsync);
        scopes.MapPut("", ScopesApi.SaveAsync);
        scopes.MapDelete("", ScopesApi.DeleteAsync);
    }
}
