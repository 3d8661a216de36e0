using Cosmo.Identity.SecurityEvents.Chain;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>Completes an event before it is written: time, grade, number, and the keyed hash that makes a change of the row show.</summary>
internal sealed class SecurityEventStamp(EventKey key, ThisWriter writer, TimeProvider clock)
{
    private long last;

    /// <summary>This process among all that write.</summary>
    public long Writer => writer.Id;

    /// <summary>Sets what every event has. Calling it again renumbers an event whose transaction failed.</summary>
    public void Complete(SecurityEvent fact)
    {
        Describe(fact);
        Number(fact);
    }

    /// <summary>What every event has, be it a row of its own or one of many that are only counted.</summary>
    public void Describe(SecurityEvent fact)
    {
        var kind = SecurityEventCatalogue.Of(fact.Type);
        fact.OccurredAt = EventTime.Now(clock);
        fact.Severity = kind.Severity;
        fact.Outcome = kind.Outcome;
        fact.ClientId = SafeText.Cut(fact.ClientId, 100);
        fact.IpAddress = SafeText.Cut(fact.IpAddress, 64);
        fact.Device = SafeText.Cut(fact.Device, 160);
        fact.Actor = SafeText.Cut(fact.Actor, 200);
        fact.CorrelationId = SafeText.Cut(fact.CorrelationId, 64);
        fact.Details = SafeText.Details(fact.Details);
        fact.AgentHash ??= fact.UserAgent is { Length: > 0 } agent ? key.HideUsual(agent) : null;
    }

    /// <summary>Its key, its place among the events of this process, and the hash over it all.</summary>
    public void Number(SecurityEvent fact)
    {
        fact.Id = EventTime.KeyAt(fact.OccurredAt);
        fact.Writer = writer.Id;
        fact.Sequence = Interlocked.Increment(ref last);
        fact.Mac = MacOf(fact);
    }

    /// <summary>The keyed hash that belongs to a row, base64url.</summary>
    public string MacOf(SecurityEvent fact) => MacOf(key, fact);

    /// <inheritdoc cref="MacOf(SecurityEvent)"/>
    public static string MacOf(EventKey key, SecurityEvent fact) => MacContent.Begin()
        .Add(fact.Id)
        .Add(fact.OccurredAt)
        .Add(((long)fact.Type << 32) | ((long)fact.Severity << 16) | (long)fact.Outcome)
        .Add(fact.Count)
        .Add(fact.SubjectId)
        .Add(fact.ClientId)
        .Add(fact.SessionId)
        .Add(fact.IpAddress)
        .Add(fact.Device)
        .Add(fact.Actor)
        .Add(fact.CorrelationId)
        .Add(fact.NameHash)
        .Add(fact.PairHash)
        .Add(fact.AgentHash)
        .Add(fact.Details)
        .Add(fact.Writer)
        .Add(fact.Sequence)
        .Mac(key);
}
