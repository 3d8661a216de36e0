using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Keys;

/// <summary>Seals the keys of Data Protection before they reach the database, so that a copy of the database opens no cookie.</summary>
internal sealed class DataProtectionXmlEncryptor(KeyRing keys) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement("encryptedKey", Convert.ToBase64String(DataProtectionSeal.Seal(keys, Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting))))),
        typeof(DataProtectionXmlDecryptor));
}

/// <summary>Opens what <see cref="DataProtectionXmlEncryptor"/> sealed; throws where the encryption key is another one or the row was changed.</summary>
/// <remarks>Data Protection makes it by name and hands it the services: the constructor is the contract.</remarks>
internal sealed class DataProtectionXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var plaintext = DataProtectionSeal.Open(services.GetRequiredService<KeyRing>(), Convert.FromBase64String(encryptedElement.Value));
        return XElement.Parse(Encoding.UTF8.GetString(plaintext));
    }
}

/// <summary>AES-256-GCM under a key derived for this purpose alone: nonce, ciphertext, tag.</summary>
internal static class DataProtectionSeal
{
    private const string Purpose = "data-protection";
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public static byte[] Seal(KeyRing keys, ReadOnlySpan<byte> plaintext)
    {
        var sealedBytes = new byte[NonceLength + plaintext.Length + TagLength];
        var nonce = sealedBytes.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keys.Derive(Purpose), TagLength);
        aes.Encrypt(nonce, plaintext, sealedBytes.AsSpan(NonceLength, plaintext.Length), sealedBytes.AsSpan(^TagLength..));
        return sealedBytes;
    }

    public static byte[] Open(KeyRing keys, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < NonceLength + TagLength)
        {
            throw new CryptographicException("A Data Protection key in the database is truncated.");
        }

        var plaintext = new byte[sealedBytes.Length - NonceLength - TagLength];
        using var aes = new AesGcm(keys.Derive(Purpose), TagLength);
        aes.Decrypt(sealedBytes[..NonceLength], sealedBytes[NonceLength..^TagLength], sealedBytes[^TagLength..], plaintext);
        return plaintext;
    }
}
