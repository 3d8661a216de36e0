using System.Net;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.Administrators;

/// <summary>From where the admin area may be asked at all: <see cref="AdminOptions.AllowedNetworks"/> and the listener of <see cref="AdminOptions.Urls"/>.</summary>
public sealed class AdminNetworks
{
    private readonly NetworkSet? allowed;
    private readonly int[] ports;

    internal AdminNetworks(AdminOptions options)
    {
        allowed = options.AllowedNetworks.Count == 0 ? null : new NetworkSet(options.AllowedNetworks.Select(text => Subnet.TryParse(text, out _) ?? default(IPNetwork)));
        ports = [.. options.Ports];
    }

    /// <summary>Whether the area answers where this request came in.</summary>
    public bool IsServedAt(HttpContext context) => ports.Length == 0 || ports.Contains(context.Connection.LocalPort);

    /// <summary>Whether the client's address is among those that are let in.</summary>
    public bool Allows(HttpContext context) => allowed is null || allowed.Contains(RequestOrigin.Of(context).Address);
}
