using System.Reflection;
using Cosmo.Identity.Data;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>What the host has to say of itself.</summary>
internal sealed partial class ServerEvents(SecurityEventRecorder recorder, EventKeeper keeper, ILogger<ServerEvents> log)
{
    private static readonly string Version =
        typeof(ServerEvents).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <exception cref="DatabaseUnavailableException">It could not be recorded.</exception>
    public Task StartedAsync(string issuer, CancellationToken cancellationToken) => recorder.RecordAsync(
        new SecurityEvent { Type = SecurityEventType.ServerStarted, Details = Json(("version", Version), ("issuer", issuer), ("machine", Environment.MachineName)) },
        cancellationToken);

    /// <summary>After the last request. It never throws: a server whose database is away stops all the same.</summary>
    public async Task StoppedAsync()
    {
        try
        {
            await keeper.CloseAsync();
            await recorder.RecordAsync(new SecurityEvent { Type = SecurityEventType.ServerStopped }, CancellationToken.None);
        }
        catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception))
        {
            NotRecorded(log, exception);
        }
    }

    /// <exception cref="DatabaseUnavailableException">It could not be recorded.</exception>
    public static Task MigratedAsync(SecurityEventRecorder recorder, IReadOnlyList<string> steps, string? actor, CancellationToken cancellationToken) =>
        recorder.RecordAsync(
            new SecurityEvent { Type = SecurityEventType.SchemaMigrated, Actor = actor, Details = Json(("steps", string.Join(", ", steps))) },
            cancellationToken);

    private static string Json(params (string Name, string Value)[] members) =>
        System.Text.Json.JsonSerializer.Serialize(members.ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The orderly stop could not be recorded.")]
    private static partial void NotRecorded(ILogger log, Exception exception);
}
