namespace Cosmo.Identity.Keys;

/// <summary>One process at a time makes keys in a directory: an advisory lock that the kernel drops with its holder.</summary>
internal static class KeyDirectoryLock
{
    private const string FileName = ".lock";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static IDisposable Acquire(string directory)
    {
        var file = Path.Combine(directory, FileName);
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            try
            {
                // Never deleted: a lock on an unlinked file excludes nobody.
                return new FileStream(file, NewOptions());
            }
            catch (IOException exception) when (IsHeldElsewhere(exception))
            {
                if (waited >= Patience)
                {
                    throw new KeyFileException($"Another process has held {file} for {Patience.TotalSeconds:0} seconds. Start again when it has ended.", exception);
                }

                Thread.Sleep(Pause);
            }
        }
    }

    private static FileStreamOptions NewOptions()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    // EWOULDBLOCK on Linux and macOS, ERROR_SHARING_VIOLATION on Windows.
    private static bool IsHeldElsewhere(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);
}
