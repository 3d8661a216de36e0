using Cosmo.Identity.Admin.Door;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Cosmo.Identity.Admin.SecurityEvents;

/// <summary>Where events are, beside the pages.</summary>
internal static class EventsModule
{
    public static void MapSecurityEvents(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/admin/security-events/stream", EventStream.RowsAsync).WithMetadata(new AdminArea());
        endpoints.MapGet("/admin/security-events/export", EventDownload.AnswerAsync).WithMetadata(new AdminArea());
        var api = endpoints.MapGroup("/api/v1/admin/security-events").WithMetadata(new AdminArea());
        api.MapGet("", EventsApi.ListAsync);
        api.MapGet("/stream", EventStream.ObjectsAsync);
        api.MapGet("/{id:guid}", EventsApi.FindAsync);
    }
}
