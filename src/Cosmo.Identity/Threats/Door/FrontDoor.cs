using Cosmo.Identity.Requests;
using Cosmo.Identity.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cosmo.Identity.Threats.Door;

/// <summary>
/// Refuses service to blocked addresses before anything else is asked (design D9): from memory, with a constant answer, without
/// a line in the log. Who proves to be known already comes in, and is marked as one from there.
/// </summary>
internal sealed class FrontDoor(RequestDelegate next, IpBlocks blocks, IEnumerable<IFrontDoorPass> passes)
{
    /// <summary>OAuth endpoints read at most this much, and so does the door.</summary>
    private const long LargestBody = 64 * 1024;

    private static readonly KeyValuePair<string, object?> Blocked = new("reason", "blocked");

    private readonly IFrontDoorPass[] _passes = [.. passes];

    public Task InvokeAsync(HttpContext context)
    {
        if (blocks.NobodyIsBlocked || blocks.Find(RequestOrigin.Of(context).Address) is not { } block || IsHealthProbe(context.Request.Path))
        {
            return next(context);
        }

        // Most of those who attack show nothing at all, and need no state machine to be refused.
        return ShowsNothing(context.Request) ? RefuseAsync(context, block) : JudgeAsync(context, block);
    }

    /// <summary>
    /// Whoever runs this server asks it, often through the address that attackers share: from a node of the cluster, through its
    /// own network translation. The answer is of constant cost, or one write that changes nothing.
    /// </summary>
    private static bool IsHealthProbe(PathString path) => path == "/health/live" || path == "/health/ready";

    private static bool ShowsNothing(HttpRequest request) =>
        request.Headers.Cookie.Count == 0
        && request.Headers.Authorization.Count == 0
        && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method));

    private async Task JudgeAsync(HttpContext context, BlockEntry block)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = LargestBody;
        }

        if (await PassageAsync(context, block) is { } passage)
        {
            context.Features.Set(passage);
            await next(context);
            return;
        }

        await RefuseAsync(context, block);
    }

    private async Task<FrontDoorPassage?> PassageAsync(HttpContext context, BlockEntry block)
    {
        try
        {
            foreach (var pass in _passes)
            {
                if (await pass.JudgeAsync(context, block.Budget) is { } passage && (passage.MayTryPasswords || !await PasswordTries.IsOneAsync(context)))
                {
                    return passage;
                }
            }

            return null;
        }
        catch (Exception exception) when (exception is BadHttpRequestException or InvalidDataException or IOException)
        {
            // A body that cannot be read proves nothing.
            return null;
        }
    }

    private static Task RefuseAsync(HttpContext context, BlockEntry block)
    {
        block.Count();
        Measures.RefusedRequests.Add(1, Blocked);
        return RefusalAnswer.WriteAsync(context);
    }
}
