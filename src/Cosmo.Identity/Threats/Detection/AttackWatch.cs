using System.Text.Json;
using System.Threading.Channels;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Threats.Scoring;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.Threats.Detection;

/// <summary>
/// Watches this node's events and tries to sign in, and acts within milliseconds on what the rules see: an event, and a block
/// where the rule says so. Requests only put a note into a queue; where that is full, the newest notes are lost, not the requests.
/// </summary>
internal sealed partial class AttackWatch(
    SecurityEventFeed feed, ObservedSignIns signIns, SecurityEventRecorder recorder, IpBlocks blocks, ThreatsOptions threats, DetectionOptions options, TimeProvider clock,
    ILogger<AttackWatch> log) : BackgroundService
{
    private const int LongestQueue = 16_384;
    private const int MostDetections = 1_024;
    private const int ActorsAtOnce = 8;
    private const int Retries = 5;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<Signal> signals = Channel.CreateBounded<Signal>(
        new BoundedChannelOptions(LongestQueue) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Channel<Detection> detections = Channel.CreateBounded<Detection>(
        new BoundedChannelOptions(MostDetections) { SingleWriter = true, FullMode = BoundedChannelFullMode.DropWrite });

    // Before the first request, and not when the host finds time for it.
    private readonly List<IDisposable> subscriptions = [];

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (threats.Mode is ThreatsMode.Off)
        {
            return Task.CompletedTask;
        }

        subscriptions.Add(feed.Subscribe(fact =>
        {
            if (Signal.Of(fact) is { } signal)
            {
                signals.Writer.TryWrite(signal);
            }
        }));
        subscriptions.Add(signIns.Subscribe(seen => signals.Writer.TryWrite(Signal.Of(seen))));
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        subscriptions.ForEach(subscription => subscription.Dispose());
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([JudgeAsync(stoppingToken), .. Enumerable.Range(0, ActorsAtOnce).Select(_ => ActAsync(stoppingToken))]);

    private async Task JudgeAsync(CancellationToken cancellationToken)
    {
        var detector = new AttackDetector(options);
        var start = clock.GetTimestamp();
        await foreach (var signal in signals.Reader.ReadAllAsync(cancellationToken))
        {
            foreach (var detection in detector.Observe(signal, clock.GetElapsedTime(start)))
            {
                detections.Writer.TryWrite(detection);
            }
        }
    }

    private async Task ActAsync(CancellationToken cancellationToken)
    {
        await foreach (var detection in detections.Reader.ReadAllAsync(cancellationToken))
        {
            await ActAsync(detection, cancellationToken);
        }
    }

    private async Task ActAsync(Detection detection, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Task.WhenAll(BlockAsync(detection, cancellationToken), RecordAsync(detection, cancellationToken));
                return;
            }
            catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception))
            {
                if (attempt == Retries)
                {
                    Lost(log, detection.Verdict.Rule, exception);
                    return;
                }

                await Task.Delay(RetryDelay, clock, cancellationToken);
            }
        }
    }

    private Task BlockAsync(Detection detection, CancellationToken cancellationToken) =>
        detection is { Verdict.Blocks: true, Subscriber: { } subscriber }
            ? blocks.PlaceAsync(subscriber.Address, BlockRequest.ByRule(detection.Verdict.Rule, detection.Verdict.Reason), cancellationToken)
            : Task.CompletedTask;

    private Task RecordAsync(Detection detection, CancellationToken cancellationToken)
    {
        if (detection.Verdict.Event is not { } type)
        {
            return Task.CompletedTask;
        }

        return recorder.RecordAsync(
            new SecurityEvent
            {
                Type = type,
                IpAddress = detection.Subscriber?.ToString(),
                SubjectId = detection.Subject,
                Details = JsonSerializer.Serialize(new { rule = detection.Verdict.Rule, reason = detection.Verdict.Reason }),
                Condition = type is SecurityEventType.AccountUnderAttack && detection.Subject is { } subject ? FirstOfWindow(subject) : null,
            },
            cancellationToken);
    }

    // Each node sees the attack; one of them tells of it.
    private EventCondition FirstOfWindow(Guid subject) => new(
        "NOT EXISTS (SELECT 1 FROM security_events WHERE subject_id = {0} AND id >= {1} AND type = 8003)",
        subject, EventWindow.LeastKey(clock.GetUtcNow() - options.Window));

    [LoggerMessage(Level = LogLevel.Error, Message = "The rule {Rule} saw an attack, and the database did not take the block or the event.")]
    private static partial void Lost(ILogger log, string rule, Exception exception);
}
