using System.Net;
using System.Net.Sockets;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Threats;

/// <summary>A block as the front door knows it, with a count of whom it refused.</summary>
internal sealed class BlockEntry(Guid id, IPNetwork network, DateTimeOffset expiresAt, string placedBy, bool isShadow, TimeProvider clock)
{
    private readonly long _expiresAt = expiresAt.UtcTicks;

    private int _refused;

    public Guid Id => id;

    public IPNetwork Network => network;

    public string PlacedBy => placedBy;

    /// <summary>Recorded only: it refuses nobody.</summary>
    public bool IsShadow => isShadow;

    public DateTimeOffset ExpiresAt => new(_expiresAt, TimeSpan.Zero);

    /// <summary>What those behind it may still make us check.</summary>
    public PassBudget Budget { get; } = new(clock);

    /// <summary>Whether it stands at <paramref name="now"/>: it ends by itself, read anew or not.</summary>
    public bool StandsAt(DateTimeOffset now) => _expiresAt > now.UtcTicks;

    public void Count(int requests = 1) => Interlocked.Add(ref _refused, requests);

    /// <summary>How many requests it refused since the last call.</summary>
    public int TakeCount() => Interlocked.Exchange(ref _refused, 0);

    /// <summary>How events name it: a single address without its prefix length.</summary>
    public string AddressText() => AddressText(network);

    /// <inheritdoc cref="AddressText()"/>
    public static string AddressText(IPNetwork network) =>
        network.BaseAddress.AddressFamily is AddressFamily.InterNetwork && network.PrefixLength == 32 ? network.BaseAddress.ToString() : network.ToString();
}
