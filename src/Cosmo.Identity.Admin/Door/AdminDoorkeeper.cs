using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Cosmo.Identity.Admin.Door;

/// <summary>
/// Stands in front of every page, script, stream and operation of the area, whatever its path is written like: by the endpoint that routing
/// found, and by the path as well. Asks for the listener, the network, the person, their role, and for a fresh proof before anything is changed.
/// </summary>
internal sealed class AdminDoorkeeper(RequestDelegate next, AdminNetworks networks, IAdminDoor door)
{
    private const string Pages = "/admin";

    private const string Api = "/api/v1/admin";

    public async Task InvokeAsync(HttpContext context, IAdminAudit audit)
    {
        if (!IsBehindDoor(context))
        {
            await next(context);
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        if (!networks.IsServedAt(context))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!networks.Allows(context))
        {
            await RefuseAsync(context, audit, StatusCodes.Status403Forbidden, "The admin area is not open to your network.");
            return;
        }

        var admission = IsApi(context)
            ? await door.KnockWithTokenAsync(context, context.RequestAborted)
            : await door.KnockWithSessionAsync(context, context.RequestAborted);
        if (admission is not Admission.Admitted({ } administrator))
        {
            await TurnAwayAsync(context, audit, admission);
            return;
        }

        if ((!IsReading(context.Request) || IsDangerous(context)) && !administrator.MayAct)
        {
            await RefuseAsync(context, audit, StatusCodes.Status403Forbidden, "The role auditor looks, and changes nothing.");
            return;
        }

        if (!administrator.IsFresh && (!IsReading(context.Request) || IsDangerous(context)))
        {
            // What was posted is done by nobody; the person comes back to the form.
            GoTo(context, "/account/confirm" + new QueryBuilder { { "return", Here(context.Request) } }.ToQueryString());
            return;
        }

        context.Features.Set(administrator);
        await next(context);
    }

    /// <summary>Whether the request is one of the API: answered by problems, never by pages.</summary>
    public static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments(Api, StringComparison.OrdinalIgnoreCase);

    private static bool IsBehindDoor(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<AdminArea>() is not null
        || context.Request.Path.StartsWithSegments(Pages, StringComparison.OrdinalIgnoreCase)
        || IsApi(context);

    private static bool IsDangerous(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<DangerousAttribute>() is not null;

    private static bool IsReading(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static async Task TurnAwayAsync(HttpContext context, IAdminAudit audit, Admission admission)
    {
        switch (admission)
        {
            case Admission.SignInFirst when IsVisit(context):
                GoTo(context, "/login" + new QueryBuilder { { "returnUrl", Here(context.Request) } }.ToQueryString());
                break;
            case Admission.FactorFirst { HasFactor: var hasFactor } when IsVisit(context):
                GoTo(context, hasFactor ? "/account/confirm" + new QueryBuilder { { "return", Here(context.Request) } }.ToQueryString() : "/account/factors");
                break;
            case Admission.SignInFirst:
                context.Response.Headers.WWWAuthenticate = context.Request.Headers.Authorization.Count == 0 ? "Bearer" : "Bearer error=\"invalid_token\"";
                await RefuseAsync(context, audit, StatusCodes.Status401Unauthorized, "Sign in first.");
                break;
            case Admission.FactorFirst:
                await RefuseAsync(context, audit, StatusCodes.Status403Forbidden, "The admin area is open to sign-ins with a second factor only.");
                break;
            case Admission.Denied { Reason: var reason }:
                await RefuseAsync(context, audit, StatusCodes.Status403Forbidden, reason);
                break;
            default:
                await AnswerAsync(context, StatusCodes.Status429TooManyRequests, "Too many requests. Try again when the time in Retry-After has passed.");
                break;
        }
    }

    private static async Task RefuseAsync(HttpContext context, IAdminAudit audit, int status, string reason)
    {
        await audit.RefusedAsync(context, status);
        await AnswerAsync(context, status, reason);
    }

    private static async Task AnswerAsync(HttpContext context, int status, string reason)
    {
        if (IsVisit(context))
        {
            // The status code pages show it.
            context.Response.StatusCode = status;
            return;
        }

        await TypedResults.Problem(reason, statusCode: status).ExecuteAsync(context);
    }

    /// <summary>Whether a person looks at a page, and not a script or a program at something else.</summary>
    private static bool IsVisit(HttpContext context) =>
        !IsApi(context)
        && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && context.Request.Headers["Sec-Fetch-Mode"].ToString() is "" or "navigate";

    /// <summary>Where the person comes back to; a form that was posted too late is not sent again by itself.</summary>
    private static string Here(HttpRequest request) => IsReading(request) ? request.Path + request.QueryString : request.Path;

    private static void GoTo(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = context.Request.PathBase + path;
    }
}
