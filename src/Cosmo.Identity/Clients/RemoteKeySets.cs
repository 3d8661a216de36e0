using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Cosmo.Identity.Clients;

/// <summary>
/// Keys that clients publish at their <c>jwks_uri</c>. The operator names the address, so it is trusted; what answers there is
/// not: no redirects, little time, little room. A set is asked for again after a minute, and an old one serves while the client is away.
/// </summary>
internal sealed partial class RemoteKeySets(TimeProvider clock, ILogger<RemoteKeySets> log) : IDisposable
{
    private const int LargestSet = 64 * 1024;

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Usable = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<Uri, (JsonWebKeySet Keys, DateTimeOffset At)> sets = new();
    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        UseCookies = false,
        UseProxy = false,
    })
    {
        MaxResponseContentBufferSize = LargestSet,
        Timeout = TimeSpan.FromSeconds(3),
    };

    /// <summary>The keys at an address; null when they cannot be had.</summary>
    public async ValueTask<JsonWebKeySet?> FindAsync(Uri address, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (sets.TryGetValue(address, out var known) && now - known.At < Fresh)
        {
            return known.Keys;
        }

        try
        {
            var keys = JsonWebKeySet.Create(await http.GetStringAsync(address, cancellationToken));
            sets[address] = (keys, now);
            return keys;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or ArgumentException)
        {
            NotHad(log, address, exception);
            return known.Keys is not null && now - known.At < Usable ? known.Keys : null;
        }
    }

    public void Dispose() => http.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys of a client could not be had from {Address}.")]
    private static partial void NotHad(ILogger log, Uri address, Exception exception);
}
