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

    // No argument after the command's own name: it may be a person's.
    private static string NameOf(string[] arguments) =>
        SafeText.Cut($"{Environment.MachineName} {arguments.Skip(1).FirstOrDefault(argument => !argument.StartsWith('-')) ?? "serve"} {Environment.ProcessId}", 200)!;

    private static long NewId() => BinaryPrimitives.ReadInt64BigEndian(RandomNumberGenerator.GetBytes(8)) & long.MaxValue;
}
