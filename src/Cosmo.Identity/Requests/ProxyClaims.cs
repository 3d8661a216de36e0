using System.Net;
using Microsoft.Extensions.Primitives;

namespace Cosmo.Identity.Requests;

/// <summary>Who a request came from by the socket, and what it said of proxies before that was taken out of it.</summary>
internal sealed class ProxyClaims(IPAddress peer, bool peerIsTrusted, StringValues forwardedFor)
{
    private const int MostNamed = 8;

    /// <summary>The other end of the socket, canonical.</summary>
    public IPAddress Peer => peer;

    /// <summary>Whether the peer is in <c>ReverseProxy:TrustedNetworks</c>.</summary>
    public bool PeerIsTrusted => peerIsTrusted;

    /// <summary>The whole <c>X-Forwarded-For</c> as it came.</summary>
    public StringValues ForwardedFor => forwardedFor;

    /// <summary>The scheme between client and proxy, or that of the socket.</summary>
    public string Scheme { get; set; } = "";

    /// <summary>The proxy headers that came, by name; null when there were none.</summary>
    public List<string>? Headers { get; private set; }

    /// <summary>A peer that is no proxy of ours spoke as one.</summary>
    public bool AreForged => Headers is not null && !peerIsTrusted;

    public void Note(string header)
    {
        Headers ??= [];
        if (Headers.Count < MostNamed)
        {
            Headers.Add(header);
        }
    }
}
