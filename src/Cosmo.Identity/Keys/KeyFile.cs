namespace Cosmo.Identity.Keys;

/// <summary>A key together with what its file looked like when it was read, by which a look at the folder knows it again.</summary>
internal sealed record KeyFile(SigningKey Key, long Length, DateTime WrittenAt)
{
    /// <summary>The key in a file: the known one, where the file is as it was.</summary>
    /// <exception cref="KeyFileException">The file cannot be used.</exception>
    public static KeyFile Read(string path, Func<string, SigningKey> read, IReadOnlyList<KeyFile> known)
    {
        // Before the content, so that what is written meanwhile is seen at the next look.
        var (length, writtenAt) = LookAt(path);
        return known.FirstOrDefault(file => file.Key.File == path && file.Length == length && file.WrittenAt == writtenAt)
            ?? new KeyFile(read(path), length, writtenAt);
    }

    private static (long Length, DateTime WrittenAt) LookAt(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return (file.Exists ? file.Length : 0, file.LastWriteTimeUtc);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"Key file {path} cannot be read: {exception.Message}", exception);
        }
    }
}
