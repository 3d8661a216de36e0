using Cosmo.Identity.Admin.Blocks;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Exemptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cosmo.Identity.Admin.Threats;

/// <summary>Where suspicious addresses, blocks and exemptions are, beside the pages.</summary>
internal static class ThreatsModule
{
    public static void MapThreats(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/admin/blocks/export", BlocksDownload.Answer).WithMetadata(new AdminArea());
        endpoints.MapGet("/api/v1/admin/suspicious-activity", ThreatsApi.ListAsync).WithMetadata(new AdminArea());
        var blocks = endpoints.MapGroup("/api/v1/admin/ip-blocks").WithMetadata(new AdminArea(), new RequestSizeLimitAttribute(NetworkWish.LargestBody));
        blocks.MapGet("", BlocksApi.ListAsync);
        blocks.MapPost("", BlocksApi.PlaceAsync);
        blocks.MapGet("/{id:guid}", BlocksApi.FindAsync);
        blocks.MapDelete("/{id:guid}", BlocksApi.LiftAsync);
        blocks.MapPost("/{id:guid}/extend", BlocksApi.ExtendAsync);
        var exemptions = endpoints.MapGroup("/api/v1/admin/exemptions").WithMetadata(new AdminArea(), new RequestSizeLimitAttribute(NetworkWish.LargestBody));
        exemptions.MapGet("", ExemptionsApi.ListAsync);
        exemptions.MapPost("", ExemptionsApi.PlaceAsync);
        exemptions.MapGet("/{id:guid}", ExemptionsApi.FindAsync);
        exemptions.MapDelete("/{id:guid}", ExemptionsApi.EndAsync);
    }
}
