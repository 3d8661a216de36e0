using System.Text.Json;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Threats.Inspection;

/// <summary>
/// Records what the inspector finds, before the answer leaves, for the scorer to count. One hit blocks nobody; a path that only
/// scanners ask for is answered 404 here, at once.
/// </summary>
internal sealed class InspectRequests(RequestDelegate next, RequestInspector inspector, SecurityEventRecorder recorder)
{
    /// <summary>The largest body that an endpoint reads.</summary>
    private const long LargestBody = 64 * 1024;

    private static readonly byte[] NotFound = "Not found.\n"u8.ToArray();

    public Task InvokeAsync(HttpContext context)
    {
        if (MayBeTooLarge(context.Request))
        {
            WatchSize(context);
        }

        return inspector.Inspect(context) is { } findings ? RecordAsync(context, findings) : next(context);
    }

    private async Task RecordAsync(HttpContext context, List<Finding> findings)
    {
        try
        {
            await recorder.ExecuteAsync([], findings.ConvertAll(finding => EventOf(context, finding)), context.RequestAborted);
        }
        catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception))
        {
            // What cannot be recorded is not answered (design D5), and this is before the place where faults become answers.
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "2";
            context.Response.Headers.CacheControl = "no-store";
            return;
        }

        if (findings.Exists(finding => finding.Type is SecurityEventType.ScannerPathRequested))
        {
            await AnswerNotFoundAsync(context);
            return;
        }

        await next(context);
    }

    private static Task AnswerNotFoundAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status404NotFound;
        response.Headers.CacheControl = "no-store";
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = NotFound.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(NotFound, 0, NotFound.Length);
    }

    private static bool MayBeTooLarge(HttpRequest request) => request.ContentLength is { } length ? length > LargestBody : request.Headers.TransferEncoding.Count > 0;

    /// <summary>Whether it was, the endpoint finds when it reads; its 413 leaves when the event is there.</summary>
    private void WatchSize(HttpContext context) => context.Response.OnStarting(async () =>
    {
        if (context.Response.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await recorder.RecordAsync(EventOf(context, new Finding(SecurityEventType.OversizedRequestRefused, "body", "body")), CancellationToken.None);
        }
    });

    private static SecurityEvent EventOf(HttpContext context, Finding finding)
    {
        var fact = SecurityEvent.Of(finding.Type, context);
        fact.Details = JsonSerializer.Serialize(new
        {
            pattern = finding.Pattern,
            where = finding.Where,
            path = SafeText.Cut(context.Request.Path.Value, 200),
            method = SafeText.Cut(context.Request.Method, 16),
        });
        return fact;
    }
}
