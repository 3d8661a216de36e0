using System.Security.Cryptography;
using System.Xml.Linq;
using Cosmo.Identity.Keys;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Keys;

/// <summary>The key ring of Data Protection is worthless to whoever reads or changes the database.</summary>
public sealed class DataProtectionXmlEncryptorTests : IDisposable
{
    private readonly KeyDirectory _directory = new();
    private readonly MemoryRepository _stored = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_second_node_with_the_same_key_opens_what_the_first_protected()
    {
        var cookie = NewNode(_directory.Filled()).Protect("alice");


        NewNode(_directory.Load()).Unprotect(cookie).ShouldBe("alice");


        _stored.Text.ShouldNotContain("masterKey");
        _stored.Text.ShouldContain("encryptedKey");
    }

    [Fact]
    public void A_stolen_database_opens_no_cookie()
    {
        var cookie = NewNode(_directory.Filled()).Protect("alice");
        using var thief = new KeyDirectory();


        Should.Throw<CryptographicException>(() => NewNode(thief.Filled()).Unprotect(cookie));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(-1)]
    public void A_changed_row_is_refused(int position)
    {
        var keys = _directory.Filled();
        var encrypted = new DataProtectionXmlEncryptor(keys).Encrypt(new XElement("masterKey", "secret")).EncryptedElement;
        var bytes = Convert.FromBase64String(encrypted.Value);
        bytes[position < 0 ? ^1 : position] ^= 1;


        using var services = new ServiceCollection().AddSingleton(keys).BuildServiceProvider();
        Should.Throw<CryptographicException>(() => new DataProtectionXmlDecryptor(services).Decrypt(new XElement("encryptedKey", Convert.ToBase64String(bytes))));
        Should.Throw<CryptographicException>(() => new DataProtectionXmlDecryptor(services).Decrypt(new XElement("encryptedKey", Convert.ToBase64String(bytes[..20]))));
    }

    private IDataProtector NewNode(KeyRing keys)
    {
        var services = new ServiceCollection().AddSingleton(keys);
        services.AddDataProtection().SetApplicationName("cosmo-identity");
        services.AddOptions<KeyManagementOptions>().Configure(options =>
        {
            options.XmlRepository = _stored;
            options.XmlEncryptor = new DataProtectionXmlEncryptor(keys);
        });
        return services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>().CreateProtector("cookie");
    }

    private sealed class MemoryRepository : IXmlRepository
    {
        private readonly List<XElement> _elements = [];

        public string Text => string.Concat(_elements);

        public IReadOnlyCollection<XElement> GetAllElements() => [.. _elements];

        public void StoreElement(XElement element, string friendlyName) => _elements.Add(element);
    }
}
