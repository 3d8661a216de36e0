using System.Security.Cryptography;
using System.Text;

namespace Cosmo.Identity.Keys;

/// <summary>Makes new key files, each complete or not there at all, readable by nobody but this user.</summary>
internal sealed class KeyFileWriter(string directory, TimeProvider time)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string CreateEs256()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Write(NewName(KeyFiles.Es256Prefix), key.ExportPkcs8PrivateKeyPem());
    }

    public string CreateRs256()
    {
        using var key = RSA.Create(2048);
        return Write(NewName(KeyFiles.Rs256Prefix), key.ExportPkcs8PrivateKeyPem());
    }

    public string CreateEncryptionKey()
    {
        Span<byte> key = stackalloc byte[32];
        RandomNumberGenerator.Fill(key);
        return Write(KeyFiles.EncryptionKey, Convert.ToBase64String(key));
    }

    private string NewName(string prefix) => $"{prefix}{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}.pem";

    private string Write(string name, string content)
    {
        var file = Path.Combine(directory, name);
        var unfinished = Path.Combine(directory, $".{name}.{Environment.ProcessId}.tmp");
        File.Delete(unfinished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var stream = new FileStream(unfinished, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(content + "\n"));
            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, file, overwrite: false);
        return file;
    }
}
