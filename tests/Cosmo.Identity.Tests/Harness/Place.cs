using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>Where things are on this machine: the built program, folders to write in, ports to listen on.</summary>
public static class Place
{
    private static readonly HashSet<int> Taken = [];
    private static readonly Lock Gate = new();

    /// <summary>The root of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The host: the published one that <c>COSMO_TEST_PROGRAM</c> names, else the one that was built beside these tests in the same configuration.</summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable("COSMO_TEST_PROGRAM") is { Length: > 0 } published
        ? published
        : Path.Combine(Repository, "src", "Cosmo.Identity.Server", "bin", Configuration, "net10.0", "cosmo-identity.dll");

    /// <summary>The <c>dotnet</c> that runs it.</summary>
    public static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>A new empty folder.</summary>
    public static string NewFolder() => Directory.CreateTempSubdirectory("cosmo-tests-").FullName;

    /// <summary>A port that nobody listens on, below the range from which outgoing connections take theirs.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(20000, 32000);
            lock (Gate)
            {
                if (!Taken.Add(port))
                {
                    continue;
                }
            }

            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's; another one then.
            }
        }
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cosmo.Identity.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }
}
