using Cosmo.Identity.Clients;
using Cosmo.Identity.Protocol.Tokens;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.Reporting;

/// <summary>How an event names a presented token: by its row, its subject, its session, and what is wrong with it.</summary>
internal static class TokenFacts
{
    /// <summary>An event about <paramref name="entry"/>, or about a token that nobody knows.</summary>
    public static SecurityEvent Event(
        SecurityEventType type, HttpContext context, TokenEntry? entry, string? clientId, params ReadOnlySpan<(string Name, object? Value)> details)
    {
        var fact = SecurityEvent.Of(type, context);
        fact.ClientId = clientId;
        fact.SubjectId = SubjectOf(entry?.Subject);
        fact.SessionId = entry?.SessionId;
        fact.Details = EventDetails.Of([.. details, ("token", entry?.Id)]);
        return fact;
    }

    /// <summary>Null for a client's own token, whose subject is the client.</summary>
    public static Guid? SubjectOf(string? subject) => Guid.TryParse(subject, out var id) ? id : null;

    /// <summary>Why a token is not taken, in a stable word.</summary>
    public static string ReasonOf(TokenEntry? entry, DateTimeOffset now) => entry switch
    {
        null => "unknown",
        { SessionEndedAt: not null } => "session_ended",
        _ when entry.HasStatus(Statuses.Redeemed) => "redeemed",
        _ when !entry.HasStatus(Statuses.Valid) => "revoked",
        { FamilyId: not null } when !string.Equals(entry.FamilyStatus, Statuses.Valid, StringComparison.Ordinal) => "revoked",
        _ when entry.ExpiresAt <= now || entry.FamilyExpiresAt <= now => "expired",
        { User.IsDisabled: true } => "account_disabled",
        _ => "mismatch",
    };

    /// <summary>The same, for the client that presents it.</summary>
    public static string ReasonOf(TokenEntry? entry, RegisteredClient? presenter, DateTimeOffset now) =>
        entry is not null && entry.ClientKey != presenter?.Id ? "other_client" : ReasonOf(entry, now);
}
