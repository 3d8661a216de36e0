using System.Text.Json;
using Cosmo.Identity.Data;
using Cosmo.Identity.Passwords;
using Cosmo.Identity.Protocol.Reporting;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.Protocol.Pipeline;

/// <summary>
/// The one place where faults become answers (design D13): a passing one is 503 with Retry-After, an unreadable request its
/// 4xx, anything else a 500 that says nothing but a reference. Each in the form that its endpoint speaks.
/// </summary>
internal sealed partial class AnswerFaults(RequestDelegate next, DatabaseOutage outage, ILogger<AnswerFaults> log)
{
    private const string RetryAfterSeconds = "2";

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody is there to be answered.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, exception);
        }
    }

    private Task AnswerAsync(HttpContext context, Exception exception)
    {
        if (exception is HashingBusyException || DatabaseUnavailableException.IsTransient(exception))
        {
            if (exception is not HashingBusyException)
            {
                outage.Note();
            }

            Unavailable(log, context.Request.Path, exception.GetBaseException().Message);
            return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "temporarily_unavailable", "The server cannot answer right now. Nothing was lost; try again.");
        }

        if (exception is BadHttpRequestException bad)
        {
            return WriteAsync(context, bad.StatusCode, "invalid_request", bad.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? "The request is too large."
                : "The request cannot be read.");
        }

        if (exception is InvalidDataException)
        {
            return WriteAsync(context, StatusCodes.Status400BadRequest, "invalid_request", "The request cannot be read.");
        }

        Failed(log, context.TraceIdentifier, context.Request.Path, exception);
        return WriteAsync(context, StatusCodes.Status500InternalServerError, "server_error", $"The server failed. Reference: {context.TraceIdentifier}");
    }

    private static async Task WriteAsync(HttpContext context, int status, string error, string description)
    {
        var response = context.Response;
        var kept = response.Headers.Where(header => IsOurs(header.Key)).ToList();
        response.Clear();
        foreach (var header in kept)
        {
            response.Headers[header.Key] = header.Value;
        }

        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = RetryAfterSeconds;
        }

        if (IsPage(context.Request))
        {
            // The status code pages show it.
            return;
        }

        if (context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
        {
            response.ContentType = "application/problem+json";
            await response.WriteAsync(JsonSerializer.Serialize(new { status, title = error, detail = description }));
            return;
        }

        response.ContentType = "application/json;charset=UTF-8";
        await response.WriteAsync(JsonSerializer.Serialize(new { error, error_description = description }));
    }

    /// <summary>Browsers come to pages; the protocol endpoints among them are those for authorization, end of session and the verification of devices.</summary>
    public static bool IsPage(HttpRequest request) =>
        (!request.Path.StartsWithSegments("/connect", StringComparison.Ordinal)
            && !request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
            && !request.Path.StartsWithSegments("/openapi", StringComparison.Ordinal))
        || request.Path == "/connect/authorize"
        || request.Path == "/connect/logout"
        || request.Path == "/connect/verify"
        // The reference page; below it is the API.
        || request.Path == "/api";

    private static bool IsOurs(string header) =>
        header.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)
        || header is "Vary"
        || SecurityHeaders.IsOne(header);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} was answered 503: {Reason}")]
    private static partial void Unavailable(ILogger log, string path, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The request {CorrelationId} to {Path} failed.")]
    private static partial void Failed(ILogger log, string correlationId, string path, Exception exception);
}
