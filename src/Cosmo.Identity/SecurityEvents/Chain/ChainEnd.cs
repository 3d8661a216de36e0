using Cosmo.Identity.Data;

namespace Cosmo.Identity.SecurityEvents.Chain;

/// <summary>The number and keyed hash of an event: what a seal is made of.</summary>
internal readonly record struct SealableEvent(long Sequence, string Mac);

/// <summary>The end of a writer's chain as this process knows it, and the next link after it.</summary>
/// <param name="Key">The secret.</param>
/// <param name="Writer">Whose it is.</param>
/// <param name="Number">The last seal's number; 0 before the first.</param>
/// <param name="Mac">The last seal's keyed hash.</param>
internal sealed record ChainEnd(EventKey Key, EventWriter Writer, long Number, string? Mac)
{
    /// <summary>The seal over these events, and what writes it together with the writer's new head: the first statement touches a row, or nothing is written.</summary>
    /// <param name="events">In order of sequence.</param>
    /// <param name="now">When it is made.</param>
    /// <param name="stopped">Set where it is the last one.</param>
    public (ChainEnd Next, SqlStatement[] Statements) Seal(IReadOnlyList<SealableEvent> events, DateTimeOffset now, DateTimeOffset? stopped = null)
    {
        var seal = new EventSeal
        {
            Writer = Writer.Id,
            Number = Number + 1,
            CreatedAt = now,
            Sequences = SequenceRanges.Write(events.Select(one => one.Sequence)),
            Digest = ChainMac.Digest(events.Select(one => one.Mac)),
            Mac = "",
        };
        seal.Mac = ChainMac.OfSeal(Key, seal, Mac);
        var next = this with { Number = seal.Number, Mac = seal.Mac };
        var head = next.Head(now, stopped);
        return (next, [WriterStatements.Advance(head, Number), WriterStatements.AddSeal(seal, head.HeadMac!)]);
    }

    /// <summary>Says that the writer lives, or that it has stopped; touches no row where another process has sealed meanwhile.</summary>
    public SqlStatement Touch(DateTimeOffset now, DateTimeOffset? stopped = null) => WriterStatements.Advance(Head(now, stopped), Number);

    private EventWriter Head(DateTimeOffset now, DateTimeOffset? stopped)
    {
        var head = new EventWriter { Id = Writer.Id, Name = Writer.Name, StartedAt = Writer.StartedAt, LastSeenAt = now, StoppedAt = stopped, Seals = Number };
        head.HeadMac = ChainMac.OfHead(Key, head, Mac);
        return head;
    }
}
