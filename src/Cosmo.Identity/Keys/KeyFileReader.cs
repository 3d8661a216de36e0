using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Cosmo.Identity.Keys;

/// <summary>Reads one key file, and refuses what is not exactly the private key its name promises.</summary>
internal static class KeyFileReader
{
    private const int MaximumLength = 64 * 1024;
    private const string P256 = "1.2.840.10045.3.1.7";

    public static SigningKey ReadEs256(string file)
    {
        var key = ECDsa.Create();
        Import(key, file);
        if (key.ExportParameters(includePrivateParameters: false) is not { Curve: { IsNamed: true, Oid: var oid } } parameters
            || (oid.Value ?? Oid.FromFriendlyName(oid.FriendlyName!, OidGroup.All).Value) != P256)
        {
            throw Refuse(file, "its curve is not P-256, the only one ES256 signs with (RFC 7518 §3.4)");
        }

        var kid = JsonWebKeySetDocument.Thumbprint(parameters);
        return new SigningKey(kid, SecurityAlgorithms.EcdsaSha256, file, new ECDsaSecurityKey(key) { KeyId = kid });
    }

    public static SigningKey ReadRs256(string file)
    {
        var key = RSA.Create();
        Import(key, file);
        if (key.KeySize < 2048)
        {
            throw Refuse(file, $"its RSA key has {key.KeySize} bits, and RS256 needs at least 2048 (RFC 7518 §3.3)");
        }

        var kid = JsonWebKeySetDocument.Thumbprint(key.ExportParameters(includePrivateParameters: false));
        return new SigningKey(kid, SecurityAlgorithms.RsaSha256, file, new RsaSecurityKey(key) { KeyId = kid });
    }

    /// <summary>The 32 bytes of <c>encryption.key</c>.</summary>
    public static byte[] ReadEncryptionKey(string file)
    {
        var key = new byte[32];
        return Convert.TryFromBase64String(ReadPrivately(file).Trim(), key, out var length) && length == key.Length
            ? key
            : throw Refuse(file, "it is not the base64 of exactly 32 bytes");
    }

    private static void Import(AsymmetricAlgorithm key, string file)
    {
        var pem = ReadPrivately(file);
        try
        {
            key.ImportFromPem(pem);
        }
        // ArgumentException: no PEM that such a key could come from, or more than one.
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            throw Refuse(file, $"it does not hold exactly one readable, unencrypted PEM private key of the kind its name says ({exception.Message.TrimEnd('.')})", exception);
        }

        if (!HasPrivateKey(key))
        {
            throw Refuse(file, "it holds only a public key, which cannot sign");
        }
    }

    private static bool HasPrivateKey(AsymmetricAlgorithm key)
    {
        try
        {
            CryptographicOperations.ZeroMemory(key.ExportPkcs8PrivateKey());
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string ReadPrivately(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            RequirePrivateMode(file, stream);
            if (stream.Length is 0 or > MaximumLength)
            {
                throw Refuse(file, stream.Length is 0 ? "it is empty" : "it is far too long to be a key");
            }

            using var reader = new StreamReader(stream, Encoding.UTF8);
            return reader.ReadToEnd();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refuse(file, $"it cannot be read ({exception.Message.TrimEnd('.')})", exception);
        }
    }

    // Asked of the open handle, so that nobody can swap the file between the question and the read.
    private static void RequirePrivateMode(string file, FileStream stream)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var mode = File.GetUnixFileMode(stream.SafeFileHandle);
        if (((int)mode & 0b000_111_111) != 0)
        {
            throw new KeyFileException(
                $"Key file {file} is open to other users (mode {Convert.ToString((int)mode, 8)}). Run `chmod 600` on it; if others could read it, replace the key.");
        }
    }

    private static KeyFileException Refuse(string file, string reason, Exception? cause = null) =>
        new($"Key file {file} cannot be used: {reason}. Restore it from a backup, or remove it and make a new key.", cause);
}
