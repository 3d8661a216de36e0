using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>An administrator's order: who gives it, from where and why. Every change that the admin area makes takes one, and its event tells it.</summary>
public sealed class AdminAct
{
    /// <summary>Longer reasons are cut.</summary>
    public const int LongestReason = 300;

    private readonly RequestOrigin origin;
    private readonly string? correlationId;

    private AdminAct(Guid administrator, RequestOrigin origin, string? correlationId, string? reason) =>
        (Administrator, this.origin, this.correlationId, Reason) = (administrator, origin, correlationId, reason);

    /// <summary>The subject of who gives it.</summary>
    public Guid Administrator { get; }

    /// <summary>Why, in their own words; null where they gave none.</summary>
    public string? Reason { get; }

    /// <summary>Where it comes from.</summary>
    internal System.Net.IPAddress Address => origin.Address;

    /// <summary>How events and rows name who did it.</summary>
    internal string Actor => Administrator.ToString();

    /// <summary>An order that a request carries.</summary>
    /// <param name="administrator">The subject of who gives it.</param>
    /// <param name="context">The request.</param>
    /// <param name="reason">Why, in their own words; blank counts as none.</param>
    public static AdminAct Of(Guid administrator, HttpContext context, string? reason) => new(
        administrator,
        RequestOrigin.Of(context),
        context.TraceIdentifier,
        string.IsNullOrWhiteSpace(reason) ? null : SafeText.Cut(reason.Trim(), LongestReason));

    /// <summary>Names the order to whatever records changes of rows by itself, until disposed: its events tell who gave it, from where and why.</summary>
    internal IDisposable Begin() => Acting.As(this);

    /// <summary>Says in an event that nobody made from a request where the order came from.</summary>
    internal void Complete(SecurityEvent fact)
    {
        fact.IpAddress ??= origin.AddressText;
        fact.Device ??= origin.Device.Description;
        fact.CorrelationId ??= correlationId;
    }

    /// <summary>The event of the act: the administrator acts, whoever it is about.</summary>
    /// <param name="type">What was done.</param>
    /// <param name="subject">The user whom it was done to, where there is one.</param>
    /// <param name="details">More facts, before the reason.</param>
    internal SecurityEvent Event(SecurityEventType type, Guid? subject, params ReadOnlySpan<(string Name, object? Value)> details)
    {
        var fact = SecurityEvent.Of(type, origin, correlationId);
        fact.Actor = Actor;
        fact.SubjectId = subject;
        fact.Details = EventDetails.Of([.. details, ("reason", Reason)]);
        return fact;
    }
}
