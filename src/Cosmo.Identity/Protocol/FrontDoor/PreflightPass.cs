using Cosmo.Identity.Clients;
using Cosmo.Identity.Protocol.Pipeline;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Protocol.FrontDoor;

/// <summary>
/// Lets the question through that a browser asks before it sends a token from a single-page application: it never carries the
/// token itself. It is answered from memory, and only registered origins may ask.
/// </summary>
internal sealed class PreflightPass(ClientRegistry registry) : IFrontDoorPass
{
    private static readonly FrontDoorPassage Passage = new("preflight", MayTryPasswords: false);

    public async ValueTask<FrontDoorPassage?> JudgeAsync(HttpContext context, PassBudget budget)
    {
        var request = context.Request;
        return HttpMethods.IsOptions(request.Method)
            && request.Headers.AccessControlRequestMethod.Count == 1
            && request.Headers.Origin is [{ } origin]
            && ClientOrigins.IsFor(request.Path)
            && (await registry.GetAsync(context.RequestAborted)).CorsOrigins.Contains(origin)
                ? Passage
                : null;
    }
}
