using System.Net;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Telemetry;

namespace Cosmo.Identity.Server.Observability;

/// <summary>Who may read <c>/metrics</c>: clients in the allowed networks. What is counted there is nobody else's business.</summary>
internal sealed class MetricsAccess(MetricsOptions options)
{
    private readonly IPNetwork[] networks = [.. options.AllowedNetworks.Select(IPNetwork.Parse)];

    public bool Allows(HttpContext context)
    {
        if (!context.Request.Path.Equals("/metrics", StringComparison.Ordinal) || !HttpMethods.IsGet(context.Request.Method))
        {
            return false;
        }

        var address = RequestOrigin.Of(context).Address;
        return networks.Any(network => network.Contains(address));
    }
}
