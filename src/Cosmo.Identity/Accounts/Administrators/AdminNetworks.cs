using System.Net;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.Administrators;

/// <summary>Reads the settings of the admin area again, as they stand in the files now.</summary>
internal interface IAdminOptionsSource
{
    /// <summary>Null where they cannot be read or do not fit: what was in force stays so.</summary>
    AdminOptions? ReadAgain();
}

/// <summary>
/// From where the admin area may be asked at all: <see cref="AdminOptions.AllowedNetworks"/> and the listener of <see cref="AdminOptions.Urls"/>.
/// The networks are read again while they are asked for, so that one which is taken off the list is out within a second, without a restart.
/// </summary>
public sealed class AdminNetworks
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    private readonly IAdminOptionsSource? source;
    private readonly TimeProvider clock;
    private readonly int[] ports;
    private volatile NetworkSet? allowed;
    private long readAt;

    internal AdminNetworks(AdminOptions options, IAdminOptionsSource? source, TimeProvider clock)
    {
        (this.source, this.clock) = (source, clock);
        ports = [.. options.Ports];
        allowed = Parse(options);
        readAt = clock.GetTimestamp();
    }

    /// <summary>Whether the area answers where this request came in.</summary>
    public bool IsServedAt(HttpContext context) => ports.Length == 0 || ports.Contains(context.Connection.LocalPort);

    /// <summary>Whether the client's address is among those that are let in.</summary>
    public bool Allows(HttpContext context) => Allows(RequestOrigin.Of(context).Address);

    /// <inheritdoc cref="Allows(HttpContext)"/>
    internal bool Allows(IPAddress address)
    {
        var before = Interlocked.Read(ref readAt);
        if (source is not null && clock.GetElapsedTime(before) >= Fresh && Interlocked.CompareExchange(ref readAt, clock.GetTimestamp(), before) == before
            && source.ReadAgain() is { } options)
        {
            allowed = Parse(options);
        }

        return allowed is not { } networks || networks.Contains(address);
    }

    private static NetworkSet? Parse(AdminOptions options) =>
        options.AllowedNetworks.Count == 0 ? null : new NetworkSet(options.AllowedNetworks.Select(text => Subnet.TryParse(text, out _) ?? default(IPNetwork)));
}
