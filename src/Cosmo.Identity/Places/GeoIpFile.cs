namespace Cosmo.Identity.Places;

/// <summary>What can be said of a file without opening it as a database: the start of a server has no time for more.</summary>
/// <param name="Path">The file itself, where the name is a link.</param>
/// <param name="WrittenAt">When it was last written.</param>
/// <param name="Length">How long it is; -1 where there is none.</param>
internal sealed record GeoIpFile(string Path, DateTime WrittenAt, long Length)
{
    // https://maxmind.github.io/MaxMind-DB/#database-metadata: in the last 128 KiB of the file.
    private const int LongestMetadata = 128 << 10;

    private static ReadOnlySpan<byte> Marker => [0xAB, 0xCD, 0xEF, (byte)'M', (byte)'a', (byte)'x', (byte)'M', (byte)'i', (byte)'n', (byte)'d', (byte)'.', (byte)'c', (byte)'o', (byte)'m'];

    /// <summary>Which file stands under this name now.</summary>
    public static GeoIpFile At(string path)
    {
        try
        {
            var file = File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);
            return new GeoIpFile(file.FullName, file.LastWriteTimeUtc, file.Length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new GeoIpFile(path, default, -1);
        }
    }

    /// <summary>Why the file cannot be a database of this format; null where it looks like one.</summary>
    public static string? FaultOf(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(file);
            var end = new byte[(int)Math.Min(length, LongestMetadata)];
            var read = RandomAccess.Read(file, end, length - end.Length);
            return end.AsSpan(0, read).IndexOf(Marker) < 0 ? "is no database in the MaxMind DB format (.mmdb)" : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return $"cannot be read: {exception.Message}";
        }
    }
}
