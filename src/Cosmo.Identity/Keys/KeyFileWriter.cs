using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Cosmo.Identity.Keys;

/// <summary>Makes new key files, each complete or not there at all, readable by nobody but this user.</summary>
internal sealed class KeyFileWriter(string directory, TimeProvider time)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A signing key that signs from now on.</summary>
    public string Create(string algorithm) => Prepare(algorithm, time.GetUtcNow()).Commit();

    /// <summary>Writes a new signing key to a file that nobody reads yet.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public UnfinishedKey Prepare(string algorithm, DateTimeOffset signsFrom)
    {
        var name = KeyName.Of(algorithm, signsFrom);
        if (algorithm == SecurityAlgorithms.EcdsaSha256)
        {
            using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return new UnfinishedKey(JsonWebKeySetDocument.Thumbprint(ecdsa.ExportParameters(includePrivateParameters: false)), WriteUnfinished(name, ecdsa.ExportPkcs8PrivateKeyPem()), Path.Combine(directory, name));
        }

        using var rsa = RSA.Create(2048);
        return new UnfinishedKey(JsonWebKeySetDocument.Thumbprint(rsa.ExportParameters(includePrivateParameters: false)), WriteUnfinished(name, rsa.ExportPkcs8PrivateKeyPem()), Path.Combine(directory, name));
    }

    public string CreateEncryptionKey()
    {
        Span<byte> key = stackalloc byte[32];
        RandomNumberGenerator.Fill(key);
        return Write(KeyFiles.EncryptionKey, Convert.ToBase64String(key));
    }

    private string Write(string name, string content)
    {
        var file = Path.Combine(directory, name);
        File.Move(WriteUnfinished(name, content), file, overwrite: false);
        return file;
    }

    private string WriteUnfinished(string name, string content)
    {
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

        return unfinished;
    }
}

/// <summary>A key that is written and not there yet.</summary>
internal sealed record UnfinishedKey(string Kid, string Unfinished, string File)
{
    /// <summary>From here on it is a key of the ring.</summary>
    public string Commit()
    {
        System.IO.File.Move(Unfinished, File, overwrite: false);
        return File;
    }

    /// <summary>As if it had never been made.</summary>
    public void Discard() => System.IO.File.Delete(Unfinished);
}
