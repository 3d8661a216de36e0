namespace Cosmo.Identity.Requests;

/// <summary>Which peers are reverse proxies of ours. Nobody else is believed about addresses or schemes.</summary>
internal sealed class ReverseProxyOptions
{
    public const string Section = "ReverseProxy";

    /// <summary>
    /// CIDRs of the only peers whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> count. Default none: the socket's peer is the client.
    /// Too wide a network lets anyone inside it claim any address.
    /// </summary>
    public IList<string> TrustedNetworks { get; set; } = [];
}
