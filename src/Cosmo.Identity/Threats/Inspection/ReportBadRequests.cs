using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Cosmo.Identity.Data;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;

namespace Cosmo.Identity.Threats.Inspection;

/// <summary>
/// Records request lines and headers that were too large. Kestrel refuses those before any of our code runs, so that only the
/// socket's peer is known, and the event follows within a second instead of going before the answer.
/// </summary>
internal sealed class ReportBadRequests(DiagnosticListener diagnostics, SecurityEventRecorder recorder, TrustedProxies proxies, TimeProvider clock)
    : BackgroundService, IObserver<KeyValuePair<string, object?>>
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    /// <summary>More addresses than that in one second share an event.</summary>
    private const int MostAddresses = 256;

    private const string Others = "";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = diagnostics.Subscribe(this, name => string.Equals(name, BadRequest, StringComparison.Ordinal));
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!_counts.IsEmpty)
            {
                await ReportAsync(Interlocked.Exchange(ref _counts, new(StringComparer.Ordinal)), stoppingToken);
            }
        }
    }

    private async Task ReportAsync(ConcurrentDictionary<string, int> counts, CancellationToken cancellationToken)
    {
        try
        {
            await recorder.ExecuteAsync([], [.. counts.Select(EventOf)], cancellationToken);
        }
        catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception))
        {
            foreach (var (address, count) in counts)
            {
                _counts.AddOrUpdate(address, count, (_, more) => more + count);
            }
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is IFeatureCollection features
            && features.Get<IBadRequestExceptionFeature>()?.Error is BadHttpRequestException { StatusCode: StatusCodes.Status414UriTooLong or StatusCodes.Status431RequestHeaderFieldsTooLarge }
            && PeerOf(features) is { } peer
            // Behind a proxy nobody knows whose request it was.
            && !proxies.Trusts(peer))
        {
            var counts = _counts;
            var key = peer.ToString();
            counts.AddOrUpdate(counts.Count < MostAddresses || counts.ContainsKey(key) ? key : Others, 1, (_, count) => count + 1);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private static IPAddress? PeerOf(IFeatureCollection features) =>
        features.Get<IHttpConnectionFeature>()?.RemoteIpAddress is { } address ? CanonicalAddress.Of(address)
        : features.Get<IConnectionEndPointFeature>()?.RemoteEndPoint is IPEndPoint end ? CanonicalAddress.Of(end.Address)
        : null;

    private static SecurityEvent EventOf(KeyValuePair<string, int> count) => new()
    {
        Type = SecurityEventType.OversizedRequestRefused,
        Count = count.Value,
        IpAddress = count.Key.Length == 0 ? null : count.Key,
        Details = JsonSerializer.Serialize(new { pattern = "request line or headers", where = "head" }),
    };
}
