using Cosmo.Identity.Admin.Clients;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Layout;
using Cosmo.Identity.Admin.Operations;
using Cosmo.Identity.Admin.SecurityEvents;
using Cosmo.Identity.Admin.Sessions;
using Cosmo.Identity.Admin.Statistics;
using Cosmo.Identity.Admin.Threats;
using Cosmo.Identity.Admin.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Admin;

/// <summary>The admin area: pages below <c>/admin</c>, the API below <c>/api/v1/admin</c>, and one door in front of both.</summary>
public static class AdminModule
{
    /// <summary>Registers the area.</summary>
    public static IServiceCollection AddAdmin(this IServiceCollection services)
    {
        services.Configure<RazorPagesOptions>(options => options.Conventions.AddFolderApplicationModelConvention("/", page =>
        {
            if (page.HandlerType.Assembly == typeof(AdminModule).Assembly)
            {
                page.EndpointMetadata.Add(new AdminArea());
            }
        }));
        return services;
    }

    /// <summary>Puts the door in front of the area; after authentication, before the endpoints.</summary>
    public static WebApplication UseAdmin(this WebApplication app)
    {
        app.UseMiddleware<AdminDoorkeeper>();
        app.MapGet("/admin/assets/{file}", ConsoleAssets.Answer).WithMetadata(new AdminArea());
        app.MapSecurityEvents();
        app.MapThreats();
        app.MapClients();
        app.MapSessions();
        app.MapUsers();
        app.MapStatistics();
        app.MapJobs();
        app.MapKeys();
        app.MapMails();
        // What nothing answers behind the door is told only to those who are let in.
        // Plain delegates: the code that the build writes for others forgets their patterns.
        app.MapFallback("/admin/{**path}", (RequestDelegate)NotFoundAsync).WithMetadata(new AdminArea());
        app.MapFallback("/api/v1/admin/{**path}", (RequestDelegate)NotFoundAsync).WithMetadata(new AdminArea());
        return app;
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        IResult answer = AdminDoorkeeper.IsApi(context)
            ? TypedResults.Problem(statusCode: StatusCodes.Status404NotFound)
            : TypedResults.StatusCode(StatusCodes.Status404NotFound);
        return answer.ExecuteAsync(context);
    }
}
