using System.Security.Cryptography;
using Cosmo.Identity.Keys;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Keys;

/// <summary>KEY-05, KEY-07: a key file that is missing, exposed or not what it claims stops the start, with a message that names it.</summary>
public sealed class KeyFileRefusalTests : IDisposable
{
    private readonly KeyDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    public static TheoryData<string, string, string> BadFiles()
    {
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        using var small = RSA.Create(1024);
        var pem = p256.ExportPkcs8PrivateKeyPem();
        return new TheoryData<string, string, string>
        {
            { "signing-es256-9.pem", "", "empty" },
            { "signing-es256-9.pem", "garbage", "PEM private key" },
            { "signing-es256-9.pem", pem[..(pem.Length / 2)], "PEM private key" },
            { "signing-es256-9.pem", pem.Replace("MIG", "MIA", StringComparison.Ordinal), "PEM private key" },
            { "signing-es256-9.pem", pem + "\n" + pem, "PEM private key" },
            { "signing-es256-9.pem", new string('A', 70_000), "too long" },
            { "signing-es256-9.pem", p384.ExportPkcs8PrivateKeyPem(), "P-256" },
            { "signing-es256-9.pem", p256.ExportSubjectPublicKeyInfoPem(), "public key" },
            { "signing-es256-9.pem", rsa.ExportPkcs8PrivateKeyPem(), "PEM private key" },
            { "signing-es256-9.pem", p256.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)), "unencrypted" },
            { "signing-rs256-9.pem", small.ExportPkcs8PrivateKeyPem(), "1024 bits" },
            { "signing-rs256-9.pem", rsa.ExportSubjectPublicKeyInfoPem(), "public key" },
            { "signing-rs256-9.pem", rsa.ExportRSAPublicKeyPem(), "public key" },
            { "signing-rs256-9.pem", pem, "PEM private key" },
            { "encryption.key", "", "empty" },
            { "encryption.key", "not base64!", "32 bytes" },
            { "encryption.key", Convert.ToBase64String(new byte[31]), "32 bytes" },
            { "encryption.key", Convert.ToBase64String(new byte[33]), "32 bytes" },
            { "encryption.key", Convert.ToBase64String(new byte[64]), "32 bytes" },
        };
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_file_that_is_not_the_key_its_name_says_is_refused(string name, string content, string reason)
    {
        _directory.Filled();
        var file = _directory.Write(name, content);


        // Not even where keys may be made: a broken key is a fault to repair, not an absence.
        var message = Should.Throw<KeyFileException>(() => _directory.Load(mayCreate: true)).Message;


        message.ShouldContain(file);
        message.ShouldContain(reason);
        message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("signing-es256-*.pem", UnixFileMode.GroupRead)]
    [InlineData("signing-rs256-*.pem", UnixFileMode.OtherRead)]
    [InlineData("encryption.key", UnixFileMode.OtherWrite)]
    [InlineData("encryption.key", UnixFileMode.GroupExecute)]
    public void A_file_open_to_other_users_is_refused(string pattern, UnixFileMode extra)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        _directory.Filled();
        var file = _directory.FileLike(pattern);
        SetMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | extra);


        var message = Should.Throw<KeyFileException>(() => _directory.Load()).Message;


        message.ShouldContain(file);
        message.ShouldContain("chmod 600");
    }

    [Theory]
    [InlineData("signing-es256-*.pem")]
    [InlineData("signing-rs256-*.pem")]
    [InlineData("encryption.key")]
    public void A_missing_key_is_named_and_not_replaced(string pattern)
    {
        _directory.Filled();
        File.Delete(_directory.FileLike(pattern));
        var before = _directory.Names;


        var message = Should.Throw<KeyFileException>(() => _directory.Load()).Message;


        message.ShouldContain(pattern);
        message.ShouldContain(_directory.Path);
        _directory.Names.ShouldBe(before);
    }

    [Fact]
    public void A_missing_directory_is_not_made()
    {
        Should.Throw<KeyFileException>(() => _directory.Load()).Message.ShouldContain(_directory.Path);


        Directory.Exists(_directory.Path).ShouldBeFalse();
    }

    [Fact]
    public void A_directory_that_cannot_be_written_is_refused()
    {
        var file = _directory.Write("a-file", "");


        Should.Throw<KeyFileException>(() => KeyRingLoader.Load(new KeysOptions { Directory = Path.Combine(file, "certs") }, mayCreate: true, TimeProvider.System))
            .Message.ShouldContain("cannot be written");
    }

    private static void SetMode(string file, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, mode);
        }
    }
}
