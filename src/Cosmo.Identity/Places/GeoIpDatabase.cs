using System.Net;
using System.Net.Sockets;
using Cosmo.Identity.Languages;
using MaxMind.Db;

namespace Cosmo.Identity.Places;

/// <summary>A database that is open. Only this class knows the library, which is loaded when the first one is opened.</summary>
/// <remarks>
/// What is mapped is a copy without a name. Whoever writes over a file that is mapped, as a download in its place does, cuts it short
/// for a moment, and reading behind the end of a mapped file ends the process.
/// </remarks>
internal sealed class GeoIpDatabase : IDisposable
{
    // It need not be in there; but what cannot look for it cannot look for anything.
    private static readonly IPAddress Probe = new([8, 8, 8, 8]);

    private readonly Reader reader;

    private GeoIpDatabase(Reader reader)
    {
        this.reader = reader;
        (Kind, BuiltAt) = (reader.Metadata.DatabaseType, new DateTimeOffset(reader.Metadata.BuildDate, TimeSpan.Zero));
        reader.Find<Dictionary<string, object>>(Probe);
    }

    /// <summary>What its maker calls it, such as <c>GeoLite2-City</c>.</summary>
    public string Kind { get; }

    /// <summary>When its maker made it.</summary>
    public DateTimeOffset BuiltAt { get; }

    /// <summary>Opens what is now in a file.</summary>
    /// <exception cref="InvalidDataException">It cannot be read, or is no such database; the message says why, without the path.</exception>
    public static GeoIpDatabase Open(string path)
    {
        if (GeoIpFile.FaultOf(path) is { } fault)
        {
            throw new InvalidDataException(fault);
        }

        try
        {
            using var copy = new NamelessCopy(path);
            return Open(new Reader(copy.Path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"cannot be copied to {Path.GetTempPath()} and opened: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is not InvalidDataException)
        {
            // Whatever the library throws of bytes that mean nothing.
            throw new InvalidDataException($"is damaged: {exception.Message}", exception);
        }
    }

    /// <summary>Null where the database knows nothing of the address. What it throws, of damaged files, is of any kind.</summary>
    /// <param name="address">Canonical.</param>
    /// <param name="language">In which names are wanted.</param>
    public Place? Find(IPAddress address, Language language) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 && reader.Metadata.IPVersion == 4 ? null
        : reader.Find<Dictionary<string, object>>(address) is { } record ? PlaceRecord.Read(record, language)
        : null;

    /// <inheritdoc />
    public void Dispose() => reader.Dispose();

    private static GeoIpDatabase Open(Reader reader)
    {
        try
        {
            return new GeoIpDatabase(reader);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>A copy of a file in a folder of its own, until disposed; who has it open then keeps it.</summary>
    private sealed class NamelessCopy : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cosmo-identity-places-");

        public NamelessCopy(string path)
        {
            Path = System.IO.Path.Combine(folder.FullName, "places.mmdb");
            try
            {
                File.Copy(path, Path);
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public string Path { get; }

        public void Dispose() => folder.Delete(recursive: true);
    }
}
