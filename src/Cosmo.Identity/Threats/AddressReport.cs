using System.Text.Json.Serialization;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Threats;

/// <summary>Which address the server sees for a request, and why: what an operator needs to set up proxies, exemptions and blocks.</summary>
internal sealed record AddressReport(
    string Address,
    string? LimitKey,
    string? Peer,
    bool? PeerIsTrustedProxy,
    ForwardedForReport? ForwardedFor,
    IReadOnlyList<string>? ProxyHeaders,
    string? Scheme,
    string? Issuer,
    bool? IsExempt,
    BlockReport? Block)
{
    /// <summary>What anybody may know: their own address, as they are counted by.</summary>
    public static AddressReport Brief(HttpContext context) =>
        new(RequestOrigin.Of(context).AddressText, null, null, null, null, null, null, null, null, null);

    /// <summary>Everything.</summary>
    public static AddressReport Full(HttpContext context, Issuer issuer, BlockTable blocks, BlockExemptions exempt)
    {
        var origin = RequestOrigin.Of(context);
        var claims = origin.Claims ?? new ProxyClaims(RequestOrigin.PeerOf(context), peerIsTrusted: false, default);
        return new AddressReport(
            origin.AddressText,
            origin.LimitKey,
            claims.Peer.ToString(),
            claims.PeerIsTrusted,
            ForwardedForReport.Of(claims, origin),
            claims.Headers ?? [],
            claims.Scheme,
            issuer.Value,
            exempt.Contains(origin.Address),
            BlockReport.Of(blocks.Find(origin.Address) ?? blocks.FindShadow(origin.Address)));
    }
}

/// <summary>What became of <c>X-Forwarded-For</c>.</summary>
/// <param name="Value">As it came, cut and made printable; null when it did not come.</param>
/// <param name="Used">The entry that is taken for the client; null when the socket's peer is.</param>
/// <param name="Reason">Why.</param>
internal sealed record ForwardedForReport(string? Value, string? Used, string Reason)
{
    public static ForwardedForReport Of(ProxyClaims claims, RequestOrigin origin)
    {
        var value = claims.ForwardedFor.Count == 0 ? null : SecurityEvents.SafeText.Cut(claims.ForwardedFor.ToString(), 500);
        return (value, claims.PeerIsTrusted) switch
        {
            (null, false) => new(null, null, "It did not come, and the peer is not in ReverseProxy:TrustedNetworks: the peer is the client."),
            (null, true) => new(null, null, "Your proxy did not send it, so the proxy itself counts as the client: every person behind it shares its limits."),
            (_, false) => new(value, null, "It was ignored, since the peer is not in ReverseProxy:TrustedNetworks. If the peer is a proxy of yours, name it there."),
            _ when origin.Address.Equals(claims.Peer) => new(value, null, "It was ignored, since an entry on the way to the client is no plain address, or there are too many."),
            _ => new(value, origin.AddressText, "It is the right-most entry that is no proxy of yours, or the left-most of all."),
        };
    }
}

/// <summary>A block that stands against the address.</summary>
internal sealed record BlockReport(string Network, DateTimeOffset ExpiresAt, string PlacedBy, [property: JsonPropertyName("in_force")] bool IsInForce)
{
    public static BlockReport? Of(BlockEntry? block) =>
        block is null ? null : new BlockReport(block.Network.ToString(), block.ExpiresAt, block.PlacedBy, !block.IsShadow);
}
