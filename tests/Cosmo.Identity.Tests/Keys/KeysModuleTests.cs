using Cosmo.Identity.Data;
using Cosmo.Identity.Keys;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Keys;

/// <summary>The container reads the keys from the settings, and keeps Data Protection's ring in the database, sealed under them.</summary>
public sealed class KeysModuleTests : IDisposable
{
    private static readonly CancellationToken Cancelled = TestContext.Current.CancellationToken;
    private readonly KeyDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_one_start_protects_the_next_opens_and_the_database_shows_no_key()
    {
        _directory.Filled();
        await using var first = NewNode(mayCreate: false);
        await using (var schema = first.GetRequiredService<Database>().CreateContext())
        {
            await schema.Database.EnsureCreatedAsync(Cancelled);
        }

        var cookie = first.GetRequiredService<IDataProtectionProvider>().CreateProtector("cookie").Protect("alice");


        await using var second = NewNode(mayCreate: false);
        second.GetRequiredService<IDataProtectionProvider>().CreateProtector("cookie").Unprotect(cookie).ShouldBe("alice");


        await using var context = second.GetRequiredService<Database>().CreateContext();
        var row = (await context.Set<DataProtectionKey>().SingleAsync(Cancelled)).Xml!;
        row.ShouldContain("encryptedKey");
        row.ShouldNotContain("masterKey");
    }

    [Fact]
    public void Missing_keys_are_made_only_where_the_host_says_so()
    {
        using var production = NewNode(mayCreate: false);
        using var development = NewNode(mayCreate: true);


        Should.Throw<KeyFileException>(production.GetRequiredService<KeyRing>);
        development.GetRequiredService<KeyRing>().Lives.Count.ShouldBe(2);
        production.GetRequiredService<KeyRing>().Lives.Count.ShouldBe(2);
    }

    private ServiceProvider NewNode(bool mayCreate)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Keys:Directory"] = _directory.Path };
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddLogging()
            .AddData(new DatabaseOptions { ConnectionString = $"Data Source={_directory.Path}/test.db;Pooling=False" })
            .AddKeys(_ => mayCreate)
            .BuildServiceProvider();
    }
}
