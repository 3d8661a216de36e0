using Cosmo.Identity.Data;

namespace Cosmo.Identity.Keys;

/// <summary>Turns the files of <c>Keys:Directory</c> into the ring, and makes missing ones only where the caller allows it.</summary>
internal static class KeyRingLoader
{
    /// <inheritdoc cref="Load(KeysOptions, Func{bool}, TimeProvider)"/>
    public static KeyRing Load(KeysOptions options, bool mayCreate, TimeProvider time) => Load(options, () => mayCreate, time);

    /// <summary>Reads every key.</summary>
    /// <param name="options">Where the files are.</param>
    /// <param name="mayCreate">
    /// Asked only if files are missing. True where no token could be orphaned by new keys: Development, or an empty database.
    /// </param>
    /// <param name="time">Dates the names of new files.</param>
    /// <exception cref="KeyFileException">A file is missing, open to others, or not the key its name says.</exception>
    public static KeyRing Load(KeysOptions options, Func<bool> mayCreate, TimeProvider time)
    {
        var directory = Path.GetFullPath(options.Directory);
        var files = KeyFiles.In(directory);
        if (!files.AreComplete)
        {
            files = mayCreate()
                ? CreateMissing(directory, time)
                : throw new KeyFileException(
                    $"Keys:Directory {directory} lacks {files.Missing}. New keys are not made silently, because every token issued so far would die: restore the files from a backup, or correct the setting.");
        }

        return new KeyRing(
            [
                .. files.Es256.Select(file => KeyFileReader.ReadEs256(file, StateOf(file, files.Es256))),
                .. files.Rs256.Select(file => KeyFileReader.ReadRs256(file, StateOf(file, files.Rs256))),
            ],
            KeyFileReader.ReadEncryptionKey(files.Encryption!));
    }

    private static string StateOf(string file, IReadOnlyList<string> sameAlgorithm) =>
        ReferenceEquals(file, sameAlgorithm[^1]) ? SigningKey.Active : SigningKey.Retired;

    private static KeyFiles CreateMissing(string directory, TimeProvider time)
    {
        try
        {
            PrivateDirectory.Create(directory);
            // Another process may be starting on the same directory: whoever gets here second finds the keys of the first.
            using (KeyDirectoryLock.Acquire(directory))
            {
                var files = KeyFiles.In(directory);
                var writer = new KeyFileWriter(directory, time);
                return files with
                {
                    Es256 = files.Es256.Count > 0 ? files.Es256 : [writer.CreateEs256()],
                    Rs256 = files.Rs256.Count > 0 ? files.Rs256 : [writer.CreateRs256()],
                    Encryption = files.Encryption ?? writer.CreateEncryptionKey(),
                };
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"Keys:Directory {directory} cannot be written: {exception.Message}", exception);
        }
    }
}
