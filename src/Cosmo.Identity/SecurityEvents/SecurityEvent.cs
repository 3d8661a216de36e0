using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>One audited fact. A row of it never changes; retention deletes it.</summary>
public sealed class SecurityEvent
{
    /// <summary>Time-ordered key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>When it happened.</summary>
    public DateTimeOffset OccurredAt { get; set; }

    /// <summary>What happened.</summary>
    public SecurityEventType Type { get; set; }

    /// <summary>How grave it is.</summary>
    public SecurityEventSeverity Severity { get; set; }

    /// <summary>How the act ended that it tells of.</summary>
    public SecurityEventOutcome Outcome { get; set; }

    /// <summary>How many equal facts this row stands for; above 1 only where a flood was put together.</summary>
    public int Count { get; set; } = 1;

    /// <summary>The user whom it is about, where there is one.</summary>
    public Guid? SubjectId { get; set; }

    /// <summary>The client that took part; an unknown one is not kept, since anybody chooses it.</summary>
    public string? ClientId { get; set; }

    /// <summary>The session that took part.</summary>
    public Guid? SessionId { get; set; }

    /// <summary>Canonical client address; null for commands and jobs.</summary>
    public string? IpAddress { get; set; }

    /// <summary>Browser, system and kind in words, as the client claims.</summary>
    public string? Device { get; set; }

    /// <summary>Who acted where that is not the subject: <c>command:users lock</c>, <c>job:…</c> or an administrator's subject.</summary>
    public string? Actor { get; set; }

    /// <summary>The same for all events of one request; the log carries it too.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>Keyed hash of the name that was typed, known or not: equal names have equal hashes, and none can be read back.</summary>
    public long? NameHash { get; set; }

    /// <summary>Keyed hash of name and password together.</summary>
    public long? PairHash { get; set; }

    /// <summary>Keyed hash of the user agent.</summary>
    public long? AgentHash { get; set; }

    /// <summary>More facts as a JSON object, by type; no secret, and no more than 4000 characters.</summary>
    public string? Details { get; set; }

    /// <summary>Which process wrote it.</summary>
    public long Writer { get; set; }

    /// <summary>Its number among the events of its writer.</summary>
    public long Sequence { get; set; }

    /// <summary>Keyed hash over all of the above: a changed row shows.</summary>
    public string Mac { get; set; } = "";

    /// <summary>An event of a request: time and keys come with the recording.</summary>
    internal static SecurityEvent Of(SecurityEventType type, HttpContext context) => Of(type, RequestOrigin.Of(context), context.TraceIdentifier);

    /// <inheritdoc cref="Of(SecurityEventType, HttpContext)"/>
    internal static SecurityEvent Of(SecurityEventType type, RequestOrigin origin, string? correlationId) => new()
    {
        Type = type,
        IpAddress = origin.AddressText,
        AddressKey = origin.LimitKey,
        Device = origin.Device.Description,
        UserAgent = origin.UserAgent,
        CorrelationId = correlationId,
    };

    /// <summary>What <see cref="AgentHash"/> is made of; not stored.</summary>
    internal string? UserAgent { get; init; }

    /// <summary>What one subscriber owns, by which floods are counted; not stored. Null: it is never counted, always a row.</summary>
    internal string? AddressKey { get; init; }

    /// <summary>Where the event may be recorded only if something holds in the same transaction; not stored.</summary>
    internal EventCondition? Condition { get; set; }

    /// <summary>It came in a flood and was only counted: there is no row of its own, and its key and number mean nothing.</summary>
    internal bool IsOnlyCounted => Sequence == 0;
}

/// <summary>How grave an event is.</summary>
public enum SecurityEventSeverity
{
    /// <summary>As it should be.</summary>
    Info = 0,

    /// <summary>Worth knowing.</summary>
    Notice = 1,

    /// <summary>Somebody should look at it.</summary>
    Warning = 2,

    /// <summary>Somebody should look at it now.</summary>
    Critical = 3,
}

/// <summary>How an act ended.</summary>
public enum SecurityEventOutcome
{
    /// <summary>It was done.</summary>
    Success = 0,

    /// <summary>It was tried, and what was presented was wrong.</summary>
    Failure = 1,

    /// <summary>It was not allowed.</summary>
    Refused = 2,
}
