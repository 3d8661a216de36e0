namespace Cosmo.Identity.SecurityEvents;

/// <summary>A link of a writer's chain: these events, in this order, after that link.</summary>
internal sealed class EventSeal
{
    public long Writer { get; set; }

    /// <summary>1, 2, 3, … for each writer.</summary>
    public long Number { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The sequence numbers that it covers, such as <c>5-9,12</c>.</summary>
    public required string Sequences { get; set; }

    /// <summary>Digest over the events' MACs in order of sequence, base64url: what is left to chain by when they are pruned.</summary>
    public required string Digest { get; set; }

    /// <summary>Keyed hash over the link before, the digest and all of the above, base64url.</summary>
    public required string Mac { get; set; }

    /// <summary>When retention deleted its events; null while they must be there.</summary>
    public DateTimeOffset? PrunedAt { get; set; }

    /// <summary>Keyed hash that only the product can make over <see cref="PrunedAt"/>: a deletion by hand has none.</summary>
    public string? PrunedMac { get; set; }
}

/// <summary>A process that writes events: the head of its chain, so that a cut-off end shows.</summary>
internal sealed class EventWriter
{
    public long Id { get; set; }

    /// <summary>Machine and program, such as <c>node-1 serve</c>.</summary>
    public required string Name { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    /// <summary>Moves while it runs; a writer that is long silent has crashed, and another may seal what it left.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>Set when it stopped in order, with everything sealed.</summary>
    public DateTimeOffset? StoppedAt { get; set; }

    /// <summary>How many seals its chain has.</summary>
    public long Seals { get; set; }

    /// <summary>Keyed hash over its last seal and their number.</summary>
    public string? HeadMac { get; set; }
}

/// <summary>A flood as it goes on: equal facts by one address, counted durably until the row becomes one event.</summary>
internal sealed class EventFlood
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public long Writer { get; set; }

    public SecurityEventType Type { get; set; }

    /// <summary>The address that they are counted by, or <c>*</c> where the addresses themselves are a flood.</summary>
    public required string IpAddress { get; set; }

    /// <summary>Start of the window that is counted.</summary>
    public DateTimeOffset WindowStart { get; set; }

    public DateTimeOffset LastAt { get; set; }

    public int Count { get; set; }
}
