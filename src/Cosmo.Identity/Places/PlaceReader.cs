using System.Net;
using Cosmo.Identity.Languages;
using Cosmo.Identity.Requests;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.Places;

/// <summary>
/// Tells where addresses are, if the operator has named a database (<c>GeoIp:Database</c>). Places are looked up when something is shown
/// and kept nowhere. The file is opened at the first question, and one that takes its place is noticed within a minute.
/// </summary>
public sealed partial class PlaceReader : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    // Nobody's address in particular: whatever a database says of them is wrong.
    private static readonly NetworkSet Nowhere = new(
        [.. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
            "::/127", "fc00::/7", "fe80::/10",
        }.Select(IPNetwork.Parse)]);

    private readonly string? path;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly Lock reading = new();
    private readonly Lock opening = new();

    private GeoIpDatabase? database;
    private GeoIpFile? opened;
    private GeoIpFile? refused;
    private long lookedAt;
    private volatile bool hasLooked;
    private bool isDistrusted;

    internal PlaceReader(GeoIpOptions options, TimeProvider clock, ILogger<PlaceReader> log)
    {
        path = options.Database is { Length: > 0 } file ? file : null;
        (this.clock, this.log) = (clock, log);
    }

    /// <summary>Whether a database is named: pages need no room for places where none is.</summary>
    public bool IsOn => path is not null;

    /// <summary>Where an address is, in the language that is spoken; null where that is not known, which it never is of private ones. Throws nothing.</summary>
    /// <param name="address">As text, such as a column keeps it; null and what is no address have no place.</param>
    public Place? Of(string? address) => path is not null && CanonicalAddress.TryParse(address) is { } parsed ? Of(parsed) : null;

    /// <inheritdoc cref="Of(string)"/>
    public Place? Of(IPAddress address)
    {
        if (path is null)
        {
            return null;
        }

        var canonical = CanonicalAddress.Of(address);
        if (Nowhere.Contains(canonical))
        {
            return null;
        }

        Look(path);
        lock (reading)
        {
            return Find(canonical);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (reading)
        {
            database?.Dispose();
            database = null;
        }
    }

    private Place? Find(IPAddress address)
    {
        try
        {
            return database?.Find(address, Language.Current);
        }
        catch (Exception exception)
        {
            // A page without a place is better than none, whatever a file makes the library throw; once for each file is enough.
            if (!isDistrusted)
            {
                isDistrusted = true;
                NotUnderstood(log, path!, exception);
            }

            return null;
        }
    }

    /// <summary>One looks for a newer file; the others go on with what there is, and wait only where nobody has looked yet.</summary>
    private void Look(string path)
    {
        if (!opening.TryEnter(hasLooked ? TimeSpan.Zero : Timeout.InfiniteTimeSpan))
        {
            return;
        }

        try
        {
            if (!hasLooked || clock.GetElapsedTime(lookedAt) >= Period)
            {
                Replace(path);
                (lookedAt, hasLooked) = (clock.GetTimestamp(), true);
            }
        }
        finally
        {
            opening.Exit();
        }
    }

    private void Replace(string path)
    {
        var file = GeoIpFile.At(path);
        if (file == opened)
        {
            return;
        }

        try
        {
            Take(GeoIpDatabase.Open(path), path);
            (opened, refused) = (file, null);
        }
        catch (InvalidDataException exception)
        {
            // It is tried again, since a full disk may be all that is wrong; told once.
            if (file != refused)
            {
                NotOpened(log, path, exception.Message);
            }

            refused = file;
        }
    }

    private void Take(GeoIpDatabase next, string path)
    {
        lock (reading)
        {
            // Nobody reads in the old one any more: who does holds the lock.
            database?.Dispose();
            (database, isDistrusted) = (next, false);
        }

        Opened(log, path, next.Kind, next.BuiltAt);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Places are looked up in {Path}, a {Kind} of {BuiltAt:yyyy-MM-dd}.")]
    private static partial void Opened(ILogger log, string path, string kind, DateTimeOffset builtAt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database of places {Path} {Reason}. Places are looked up in what was open before, if anything was.")]
    private static partial void NotOpened(ILogger log, string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database of places {Path} holds what cannot be read; some addresses have no place.")]
    private static partial void NotUnderstood(ILogger log, string path, Exception exception);
}
