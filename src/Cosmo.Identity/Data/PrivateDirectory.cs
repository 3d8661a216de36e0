namespace Cosmo.Identity.Data;

/// <summary>A folder for what only the account that runs the server may read.</summary>
internal static class PrivateDirectory
{
    /// <summary>Makes it where it is missing; one that is there keeps its rights.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
