using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Server;

/// <summary>A server that cannot be right does not start, and says everything that is wrong at once (contract: Settings; KEY-05, KEY-07, XFF-07, XFF-08, F-09, F-21).</summary>
public sealed class SettingsTests(Servers servers) : IDisposable
{
    private readonly string _folder = Place.NewFolder();

    [Fact]
    public async Task Every_impossible_setting_is_listed_with_key_and_value()
    {
        var result = await ServeProcessAsync(
            "Development",
            "--Tokens:AccessTokenLifetime=banana", "--Tokens:RefreshTokenLifetime=-1.00:00:00", "--Database:Provider=Oracle", "--Tokens:AuthorizationCodeLifetime=01:00:00");

        result.ExitCode.ShouldBe(1, result.Text);
        foreach (var text in new[] { "Tokens:AccessTokenLifetime", "banana", "Tokens:RefreshTokenLifetime", "-1.00:00:00", "Database:Provider", "Oracle", "Tokens:AuthorizationCodeLifetime" })
        {
            result.Errors.ShouldContain(text);
        }

        result.Text.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("Issuer", "--Urls=http://127.0.0.1:1")]
    [InlineData("Issuer", "--Issuer=http://id.example.test")]
    [InlineData("Issuer", "--Issuer=not an address")]
    [InlineData("Issuer", "--Issuer=https://id.example.test/?x=1")]
    [InlineData("Issuer", "--Issuer=https://id.example.test/#x")]
    [InlineData("ReverseProxy:TrustedNetworks", "--Issuer=https://id.example.test", "--ReverseProxy:TrustedNetworks:0=0.0.0.0/0")]
    [InlineData("ReverseProxy:TrustedNetworks", "--Issuer=https://id.example.test", "--ReverseProxy:TrustedNetworks:0=::ffff:10.0.0.0/8")]
    [InlineData("ReverseProxy:TrustedNetworks", "--Issuer=https://id.example.test", "--ReverseProxy:TrustedNetworks:0=proxy")]
    public async Task Production_refuses_what_would_not_be_safe(string key, params string[] arguments)
    {
        var result = await ServeAsync("Production", arguments);

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldContain(key);
    }

    [Fact]
    public async Task The_switch_that_trusts_every_proxy_is_refused()
    {
        var start = Command.Describe(_folder, Place.Dotnet, [Place.Program, "serve"], "Development");
        start.Environment["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true";

        var result = await Command.FinishAsync(start);

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldContain("ASPNETCORE_FORWARDEDHEADERS_ENABLED");
    }

    [Fact]
    public async Task A_password_in_a_wrong_setting_is_not_printed()
    {
        var result = await Command.CosmoAsync(
            _folder, "Development", "migrate", "--Database:Provider=PostgreSql",
            "--Database:ConnectionString=Host=127.0.0.1;Port=9;Username=cosmo;Password=hunter2hunter2;Timeout=2");

        result.ExitCode.ShouldBe(1, result.Text);
        result.Text.ShouldNotContain("hunter2hunter2");
        result.Errors.ShouldNotBeEmpty();
        result.Text.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_database_in_a_folder_that_cannot_be_written_is_refused()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "", CancellationToken.None);

        var result = await Command.CosmoProcessAsync(_folder, "Development", "migrate", $"--Database:ConnectionString=Data Source={_folder}/file/cosmo.db");

        result.ExitCode.ShouldBe(1, result.Text);
        result.Text.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead)]
    public async Task A_key_file_that_others_may_read_is_refused(UnixFileMode mode)
    {
        var (server, key) = await StoppedServerAsync();
        await using var owned = server;
        File.SetUnixFileMode(key, mode);

        var refusal = await Should.ThrowAsync<InvalidOperationException>(() => server.StartAgainAsync());

        refusal.Message.ShouldContain(Path.GetFileName(key));
        refusal.Message.ShouldContain("chmod 600");
    }

    [Fact]
    public async Task A_key_file_that_was_cut_is_refused()
    {
        var (server, key) = await StoppedServerAsync();
        await using var owned = server;
        var text = await File.ReadAllTextAsync(key, CancellationToken.None);
        await File.WriteAllTextAsync(key, text[..(text.Length / 2)], CancellationToken.None);

        var refusal = await Should.ThrowAsync<InvalidOperationException>(() => server.StartAgainAsync());

        refusal.Message.ShouldContain(Path.GetFileName(key));
    }

    [Fact]
    public async Task Lost_keys_are_not_silently_replaced_where_tokens_exist()
    {
        var (server, key) = await StoppedServerAsync();
        await using var owned = server;
        Directory.Delete(Path.GetDirectoryName(key)!, recursive: true);

        var result = await Command.CosmoProcessAsync(
            server.Folder, "Production", ["serve", "--Issuer=https://id.example.test", $"--Urls=http://127.0.0.1:{Place.FreePort()}", .. server.DataArguments]);

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldContain("certs");
        Directory.Exists(Path.GetDirectoryName(key)).ShouldBeFalse("a new key was made all the same");
    }

    [Theory]
    [BothDatabases]
    public async Task A_schema_of_a_newer_program_is_refused_untouched(Database database)
    {
        await using var server = await servers.StartProcessAsync(database);
        await server.StopAsync();
        await server.Database.ExecuteAsync("INSERT INTO schema_migrations (migration_id, product_version) VALUES ('29991231235959_Future', '99.0.0')");
        var before = await server.Database.ContentAsync(server.Folder);

        var refusal = await Should.ThrowAsync<InvalidOperationException>(() => server.StartAgainAsync());
        var migrate = await Command.CosmoAsync(server.Folder, "Development", ["migrate", .. server.DataArguments]);
        var doctor = await Command.CosmoAsync(server.Folder, "Development", ["doctor", .. server.DataArguments]);

        refusal.Message.ShouldContain("29991231235959_Future");
        migrate.ExitCode.ShouldBe(1, migrate.Text);
        doctor.ExitCode.ShouldBe(1, doctor.Text);
        (await server.Database.ContentAsync(server.Folder)).ShouldBe(before);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_clear_line()
    {
        var server = await servers.AnyAsync();

        var result = await ServeProcessAsync("Development", $"--Urls={server.Address.GetLeftPart(UriPartial.Authority)}");

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldContain(server.Address.Port.ToString());
        result.Text.ShouldNotContain("   at ");
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<CommandResult> ServeAsync(string environment, params string[] arguments) =>
        Command.CosmoAsync(_folder, environment, ["serve", .. arguments]);

    private Task<CommandResult> ServeProcessAsync(string environment, params string[] arguments) =>
        Command.CosmoProcessAsync(_folder, environment, ["serve", .. arguments]);

    private async Task<(ServerProcess Server, string KeyFile)> StoppedServerAsync()
    {
        var server = await servers.StartProcessAsync(Database.Sqlite);
        (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();
        await server.StopAsync();
        var key = Directory.GetFiles(Path.Combine(server.Folder, "certs")).First(file => File.ReadAllText(file).Contains("PRIVATE KEY"));
        return (server, key);
    }
}
