using Cosmo.Identity.Telemetry;
using Microsoft.Extensions.Hosting;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>Counts the events of this node by type, and sign-ins by how they ended. A row that stands for many counts as many.</summary>
internal sealed class EventMeasures(SecurityEventFeed feed) : IHostedService
{
    private IDisposable? subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        subscription = feed.Subscribe(Count);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        subscription?.Dispose();
        return Task.CompletedTask;
    }

    private static void Count(SecurityEvent fact)
    {
        if (!Measures.SecurityEvents.Enabled)
        {
            return;
        }

        Measures.SecurityEvents.Add(fact.Count, new("type", SecurityEventCatalogue.Of(fact.Type).Name), new("severity", NameOf(fact.Severity)));
        if (OutcomeOf(fact.Type) is { } outcome)
        {
            Measures.SignIns.Add(fact.Count, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    private static string? OutcomeOf(SecurityEventType type) => type switch
    {
        SecurityEventType.SignedIn or SecurityEventType.Reauthenticated => "success",
        SecurityEventType.SignInFailed => "wrong_password",
        SecurityEventType.UnknownUserTried => "unknown_user",
        SecurityEventType.LockedSignInRefused => "locked",
        SecurityEventType.DisabledSignInRefused => "disabled",
        _ => null,
    };

    private static string NameOf(SecurityEventSeverity severity) => severity switch
    {
        SecurityEventSeverity.Info => "info",
        SecurityEventSeverity.Notice => "notice",
        SecurityEventSeverity.Warning => "warning",
        _ => "critical",
    };
}
