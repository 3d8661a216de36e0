using System.Reflection;
using System.Text.Json;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents.Chain;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>What the host has to say of itself.</summary>
internal sealed partial class ServerEvents(Database database, SecurityEventRecorder recorder, EventKeeper keeper, ILogger<ServerEvents> log)
{
    private static readonly string Version =
        typeof(ServerEvents).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <exception cref="DatabaseUnavailableException">It could not be recorded.</exception>
    public async Task StartedAsync(string issuer, CancellationToken cancellationToken) => await recorder.RecordAsync(
        new SecurityEvent
        {
            Type = SecurityEventType.ServerStarted,
            Details = await ChainAnchors.DescribeAsync(database, cancellationToken, ("version", Version), ("issuer", issuer), ("machine", Environment.MachineName)),
        },
        cancellationToken);

    /// <summary>After the last request. It never throws: a server whose database is away stops all the same.</summary>
    public async Task StoppedAsync()
    {
        try
        {
            await keeper.CloseAsync();
            var details = await ChainAnchors.DescribeAsync(database, CancellationToken.None);
            await recorder.RecordAsync(new SecurityEvent { Type = SecurityEventType.ServerStopped, Details = details }, CancellationToken.None);
        }
        catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception))
        {
            NotRecorded(log, exception);
        }
    }

    /// <exception cref="DatabaseUnavailableException">It could not be recorded.</exception>
    public static Task MigratedAsync(SecurityEventRecorder recorder, IReadOnlyList<string> steps, string? actor, CancellationToken cancellationToken) =>
        recorder.RecordAsync(
            new SecurityEvent { Type = SecurityEventType.SchemaMigrated, Actor = actor, Details = JsonSerializer.Serialize(new { steps }) },
            cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The orderly stop could not be recorded.")]
    private static partial void NotRecorded(ILogger log, Exception exception);
}
