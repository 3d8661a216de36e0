using System.Net;

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

    /// <summary>From an address in this network.</summary>
    public IPNetwork? Network { get; init; }

    /// <summary>In this session.</summary>
    public Guid? Session { get; init; }

    /// <summary>Of this request.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>With this text, in whatever case, in the device, the client, the actor, the address or the details.</summary>
    public string? Text { get; init; }

    /// <summary>The types that can fit, by <see cref="Types"/> and <see cref="Severities"/> together; null where that leaves too many to be asked for one by one.</summary>
    internal IReadOnlyList<SecurityEventType>? NamedTypes
    {
        get
        {
            if (Types.Count == 0 && (Severities.Count == 0 || Severities.Contains(SecurityEventSeverity.Info) || Severities.Contains(SecurityEventSeverity.Notice)))
            {
                return null;
            }

            List<SecurityEventType> fitting = [.. SecurityEventCatalogue.All
                .Where(kind => (Types.Count == 0 || Types.Contains(kind.Type)) && (Severities.Count == 0 || Severities.Contains(kind.Severity)))
                .Select(kind => kind.Type)];
            return fitting.Count > MostNamedTypes ? null : fitting;
        }
    }

    private const int MostNamedTypes = 40;

    /// <summary>Whether an event that was read is asked for.</summary>
    public bool Fits(SecurityEvent fact) =>
        (Types.Count == 0 || Types.Contains(fact.Type))
        && (Severities.Count == 0 || Severities.Contains(fact.Severity))
        && (From is null || fact.OccurredAt >= From)
        && (To is null || fact.OccurredAt < To)
        && (User is null || fact.SubjectId == User)
        && (Client is null || fact.ClientId == Client)
        && (IpAddress is null || fact.IpAddress == IpAddress)
        && (Network is null || (System.Net.IPAddress.TryParse(fact.IpAddress, out var address) && Network.Value.Contains(address)))
        && (Session is null || fact.SessionId == Session)
        && (CorrelationId is null || fact.CorrelationId == CorrelationId)
        && (Text is null || Holds(fact.Details) || Holds(fact.Device) || Holds(fact.ClientId) || Holds(fact.Actor) || Holds(fact.IpAddress));

    private bool Holds(string? text) => text?.Contains(Text!, StringComparison.OrdinalIgnoreCase) == true;
}

/// <summary>Some events, newest first.</summary>
/// <param name="Events">May be fewer than asked for, or none, where few of many events fit.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record SecurityEventPage(IReadOnlyList<SecurityEvent> Events, Guid? Next);
