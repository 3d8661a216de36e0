using System.Runtime.InteropServices;
using System.Text.Json;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Provisioning;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Admin.Clients;

/// <summary>What a program orders: <c>{"client": {…}, "reason": …, "version": …}</c>, with the thing under its own name, as a provisioning file has it.</summary>
/// <param name="Thing">The thing as it was sent, untouched; null where the order has none.</param>
/// <param name="Reason">Why.</param>
/// <param name="Version">What the change was made from.</param>
internal sealed record ApiOrder(ReadOnlyMemory<byte>? Thing, string? Reason, string? Version)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32 };

    /// <summary>Reads the body; where it is no order, the answer that says so.</summary>
    /// <param name="request">The request.</param>
    /// <param name="thing">The name of the thing; null where the order has none.</param>
    /// <param name="needsReason">Whether somebody is hurt by it.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<(ApiOrder? Order, IResult? Refusal)> ReadAsync(HttpRequest request, string? thing, bool needsReason, CancellationToken cancellationToken)
    {
        var order = new ApiOrder(null, request.Query["reason"] is [{ } asked] ? asked : null, null);
        // A DELETE may say why in its address, and have no body.
        if (request.HasJsonContentType())
        {
            using var body = new MemoryStream();
            // The server reads no more than its bound of a body.
            await request.Body.CopyToAsync(body, cancellationToken);
            try
            {
                using var document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length), Strict);
                order = Read(document.RootElement, thing, order.Reason);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                return (null, Refused.Because("The body is no JSON object of the form that the documentation gives."));
            }
        }

        return thing is not null && order.Thing is null ? (null, Refused.Because($"Send a JSON object with {thing}, and if you want reason and version."))
            : order.Reason?.Length > AdminAct.LongestReason ? (null, Refused.Because($"reason: It has at most {AdminAct.LongestReason} characters."))
            : needsReason && string.IsNullOrWhiteSpace(order.Reason) ? (null, Refused.Because("reason: Say why; whoever reads the audit trail wants to know."))
            : (order, null);
    }

    /// <summary>The order as the core takes it.</summary>
    public AdminAct ActOf(HttpContext context) => context.Order(Reason);

    /// <summary>The answer to an order that was not carried out.</summary>
    public static IResult AnswerTo(OrderResult result) => result switch
    {
        OrderResult.Refused { Errors: var errors } => TypedResults.Problem(
            errors.Count == 1 ? errors[0] : $"{errors.Count} faults were found.",
            statusCode: StatusCodes.Status400BadRequest,
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["errors"] = errors }),
        OrderResult.Stale => TypedResults.Problem("Somebody else changed it in the meantime. Read it again.", statusCode: StatusCodes.Status409Conflict),
        OrderResult.InUse { Clients: var clients } => TypedResults.Problem(
            "Clients may still ask for the scope. Take it from them first.",
            statusCode: StatusCodes.Status409Conflict,
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["clients"] = clients }),
        _ => TypedResults.Problem("There is nothing of this name.", statusCode: StatusCodes.Status404NotFound),
    };

    private static ApiOrder Read(JsonElement root, string? thing, string? reason) => new(
        // Byte by byte, so that the rules see what was sent: a name given twice, for instance.
        thing is not null && root.TryGetProperty(thing, out var value) ? JsonMarshal.GetRawUtf8Value(value).ToArray() : null,
        Text(root, "reason") ?? reason,
        Text(root, "version"));

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;
}
