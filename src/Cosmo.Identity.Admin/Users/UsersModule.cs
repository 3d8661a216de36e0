using Cosmo.Identity.Accounts.Care;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Sessions.Care;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cosmo.Identity.Admin.Users;

/// <summary>Where accounts are, beside the pages.</summary>
internal static class UsersModule
{
    public static void MapUsers(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/v1/admin/users").WithMetadata(new AdminArea());
        api.MapGet("", UsersApi.ListAsync);
        api.MapGet("/{id:guid}", UsersApi.FindAsync);
        api.MapPut("/{id:guid}/roles", UsersApi.ChangeRolesAsync);
        foreach (var act in UserAct.All)
        {
            api.MapPost($"/{{id:guid}}/{act.Name}", (Guid id, HttpContext context, AccountReader accounts, AccountCare care, SessionCare sessions, CancellationToken cancellationToken) =>
                UsersApi.ActAsync(id, act, context, accounts, care, sessions, cancellationToken));
        }
    }
}
