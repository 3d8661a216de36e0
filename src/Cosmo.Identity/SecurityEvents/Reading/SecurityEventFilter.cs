namespace Cosmo.Identity.SecurityEvents.Reading;

/// <summary>Which events are asked for; what is null or empty asks for all.</summary>
public sealed record SecurityEventFilter
{
    /// <summary>Any of these types.</summary>
    public IReadOnlyCollection<SecurityEventType> Types { get; init; } = [];

    /// <summary>Any of these severities.</summary>
    public IReadOnlyCollection<SecurityEventSeverity> Severities { get; init; } = [];

    /// <summary>Not before this instant.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this instant.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>About this user.</summary>
    public Guid? User { get; init; }

    /// <summary>With this client.</summary>
    public string? Client { get; init; }

    /// <summary>From this address, canonical.</summary>
    public string? IpAddress { get; init; }

    /// <summary>Whether an event that was read is asked for.</summary>
    public bool Fits(SecurityEvent fact) =>
        (Types.Count == 0 || Types.Contains(fact.Type))
        && (Severities.Count == 0 || Severities.Contains(fact.Severity))
        && (From is null || fact.OccurredAt >= From)
        && (To is null || fact.OccurredAt < To)
        && (User is null || fact.SubjectId == User)
        && (Client is null || fact.ClientId == Client)
        && (IpAddress is null || fact.IpAddress == IpAddress);
}

/// <summary>Some events, newest first.</summary>
/// <param name="Events">May be fewer than asked for, or none, where few of many events fit.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record SecurityEventPage(IReadOnlyList<SecurityEvent> Events, Guid? Next);
