using System.Buffers.Binary;
using System.Security.Cryptography;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.SecurityEvents.Chain;

/// <summary>This process among all that write events.</summary>
internal sealed class ThisWriter
{
    private readonly EventKey key;
    private volatile bool isRegistered;

    public ThisWriter(EventKey key, TimeProvider clock)
    {
        this.key = key;
        Row = new EventWriter { Id = NewId(), Name = NameOf(Environment.GetCommandLineArgs()), StartedAt = EventTime.Now(clock) };
        Row.LastSeenAt = Row.StartedAt;
    }

    /// <summary>Random, so that two nodes never share a chain.</summary>
    public long Id => Row.Id;

    /// <summary>As it is when nothing is sealed yet.</summary>
    public EventWriter Row { get; }

    /// <summary>Its row is there. Until then each event brings it along: events without a writer could not be found after a crash.</summary>
    public bool IsRegistered
    {
        get => isRegistered;
        set => isRegistered = value;
    }

    public SqlStatement Register() => WriterStatements.Register(Row, ChainMac.OfHead(key, Row, null));

    // The command's own word and nothing else of its line, which may name people or hold a password.
    private static string NameOf(string[] arguments)
    {
        var word = arguments is [_, { Length: < 20 } first, ..] && first.All(char.IsAsciiLetterLower) ? first : "serve";
        return SafeText.Cut($"{Environment.MachineName} {word} {Environment.ProcessId}", 200)!;
    }

    private static long NewId() => BinaryPrimitives.ReadInt64BigEndian(RandomNumberGenerator.GetBytes(8)) & long.MaxValue;
}
