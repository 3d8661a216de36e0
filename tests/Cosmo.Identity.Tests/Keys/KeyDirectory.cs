using System.Security.Cryptography;
using Cosmo.Identity.Keys;

namespace Cosmo.Identity.Tests.Keys;

/// <summary>A directory for key files that is gone after the test.</summary>
internal sealed class KeyDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly Lazy<string> SharedEs256 = new(() =>
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    });

    private static readonly Lazy<string> SharedRs256 = new(() =>
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    });

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("cosmo-keys-");

    public string Path => System.IO.Path.Combine(_root.FullName, "certs");

    public KeysOptions Options => new() { Directory = Path };

    public KeyRing Load(bool mayCreate = false, TimeProvider? time = null) => KeyRingLoader.Load(Options, mayCreate, time ?? TimeProvider.System);

    /// <summary>A complete set of keys. RSA keys take long to make: one is made for all tests.</summary>
    public KeyRing Filled(DateTimeOffset? signsFrom = null)
    {
        var since = signsFrom ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Write(KeyName.Of("ES256", since), SharedEs256.Value);
        Write(KeyName.Of("RS256", since), SharedRs256.Value);
        Write("encryption.key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        return Load();
    }

    public string[] Names => [.. Directory.GetFiles(Path).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public string FileLike(string pattern) => Directory.GetFiles(Path, pattern).Single();

    public string Write(string name, string content, UnixFileMode mode = OwnerOnly)
    {
        Directory.CreateDirectory(Path);
        var file = System.IO.Path.Combine(Path, name);
        File.WriteAllText(file, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, mode);
        }

        return file;
    }

    public void Dispose() => _root.Delete(recursive: true);
}
