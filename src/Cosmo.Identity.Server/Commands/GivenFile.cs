namespace Cosmo.Identity.Server.Commands;

/// <summary>A file that an operator named.</summary>
internal static class GivenFile
{
    /// <summary>Whether it is the file's fault, and not the program's.</summary>
    public static bool IsUnreadable(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentException;

    /// <summary>What the operator hears then.</summary>
    public static RefusedException Refuse(string path, Exception exception) => exception is FileNotFoundException or DirectoryNotFoundException
        ? new RefusedException($"{path}: there is no such file.")
        : new RefusedException($"{path}: cannot be read: {exception.Message}");
}
