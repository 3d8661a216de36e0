using System.Security.Cryptography;

namespace Cosmo.Identity.Data;

/// <summary>By what name a server claims rows.</summary>
internal static class NodeName
{
    /// <summary>
    /// This server among all on the database, and among its own former lives: in a container the process has the same id after every
    /// start, so a random part tells them apart. At most 100 characters.
    /// </summary>
    public static string New() => $"{Environment.MachineName}/{Environment.ProcessId}/{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
}
