using Cosmo.Identity.Data;
using Microsoft.IdentityModel.Tokens;

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

        return new KeyRing(Read(files, []), KeyFileReader.ReadEncryptionKey(files.Encryption!), options, time);
    }

    /// <summary>The signing keys that lie in the folder now; files that are as they were are not read again.</summary>
    /// <exception cref="KeyFileException">There is none of an algorithm, or one cannot be used.</exception>
    public static IReadOnlyList<KeyFile> Read(KeysOptions options, IReadOnlyList<KeyFile> known)
    {
        var directory = Path.GetFullPath(options.Directory);
        var files = KeyFiles.In(directory);
        return files.Es256.Count > 0 && files.Rs256.Count > 0 ? Read(files, known) : throw new KeyFileException($"Keys:Directory {directory} lacks {files.Missing}. Restore the files from a backup.");
    }

    private static List<KeyFile> Read(KeyFiles files, IReadOnlyList<KeyFile> known) =>
    [
        .. files.Es256.Select(file => KeyFile.Read(file, KeyFileReader.ReadEs256, known)),
        .. files.Rs256.Select(file => KeyFile.Read(file, KeyFileReader.ReadRs256, known)),
    ];

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
                    Es256 = files.Es256.Count > 0 ? files.Es256 : [writer.Create(SecurityAlgorithms.EcdsaSha256)],
                    Rs256 = files.Rs256.Count > 0 ? files.Rs256 : [writer.Create(SecurityAlgorithms.RsaSha256)],
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
