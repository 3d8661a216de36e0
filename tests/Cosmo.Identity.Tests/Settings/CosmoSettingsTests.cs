using Cosmo.Identity.Settings;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Settings;

/// <summary>Which values a setting may have, and what is said of one that it may not (contract: Settings; V111, XFF-07, XFF-08).</summary>
public sealed class CosmoSettingsTests
{
    [Theory]
    [InlineData("Tokens:AccessTokenLifetime", "30")]
    [InlineData("Tokens:AccessTokenLifetime", "00:00:00")]
    [InlineData("Tokens:AccessTokenLifetime", "1.00:00:01")]
    [InlineData("Tokens:AccessTokenLifetime", "")]
    [InlineData("Tokens:RefreshTokenLifetime", "00:05:00")]
    [InlineData("Tokens:RefreshTokenReuseLeeway", "01:00:01")]
    [InlineData("Tokens:RefreshTokenReuseLeeway", "-00:00:01")]
    [InlineData("Tokens:AuthorizationCodeLifetime", "00:10:01")]
    [InlineData("Database:Provider", "1")]
    [InlineData("Database:MigrateOnStart", "yes")]
    [InlineData("Database:ConnectionString", "Data Source=:memory:")]
    [InlineData("Database:ConnectionString", "nonsense")]
    [InlineData("SecurityEvents:Retention", "00:00:00")]
    [InlineData("SecurityEvents:Retention", "365")]
    [InlineData("Keys:Directory", "")]
    [InlineData("Mail:Host", "smtp\r\nRCPT TO:<x@y>")]
    [InlineData("Mail:Port", "0")]
    [InlineData("Mail:Port", "65536")]
    [InlineData("Mail:Security", "maybe")]
    [InlineData("Mail:From", "nobody")]
    [InlineData("Mail:From", "a@b.test, c@d.test")]
    [InlineData("Mail:From", "a@b.test\r\nBcc: c@d.test")]
    [InlineData("Mail:UserName", "cosmo")]
    [InlineData("Mail:Folder", "")]
    [InlineData("Keys:Directory", "certs\r\nX: y")]
    [InlineData("PasswordHashing:Concurrency", "0")]
    [InlineData("Passwords:MinimumLength", "7")]
    [InlineData("Passwords:MinimumLength", "65")]
    [InlineData("Passwords:ContextWords", "acme")]
    [InlineData("Passwords:ContextWords:0", "ab")]
    [InlineData("Passwords:BreachCheck:Url", "api.pwnedpasswords.com")]
    [InlineData("Passwords:BreachCheck:Url", "http://api.pwnedpasswords.com/range/")]
    [InlineData("Passwords:BreachCheck:Url", "ftp://127.0.0.1/range/")]
    [InlineData("Passwords:BreachCheck:Url", "https://me:secret@breaches.example.com/range/")]
    [InlineData("Passwords:BreachCheck:Url", "https://breaches.example.com/range/?all")]
    [InlineData("Passwords:BreachCheck:Timeout", "2")]
    [InlineData("Passwords:BreachCheck:Timeout", "00:00:11")]
    [InlineData("Passwords:BreachCheck:Timeout", "00:00:00")]
    [InlineData("Lockout:FailureLimit", "0")]
    [InlineData("Lockout:FailureLimit", "five")]
    [InlineData("Lockout:CoolOff", "30")]
    [InlineData("Lockout:CoolOff", "00:00:00")]
    [InlineData("Threats:Window", "00:00:01")]
    [InlineData("Threats:BlockThreshold", "101")]
    [InlineData("Threats:BlockThreshold", "39")]
    [InlineData("Threats:NoticeThreshold", "9")]
    [InlineData("Threats:Scoring:Failures", "60")]
    [InlineData("Threats:Detection:SprayNames", "1")]
    [InlineData("Threats:Detection:Window", "02:00:00")]
    [InlineData("ReverseProxy:TrustedNetworks", "10.0.0.0/8")]
    [InlineData("ReverseProxy:TrustedNetworks:0", "0.0.0.0/0")]
    [InlineData("ReverseProxy:TrustedNetworks:0", "::/0")]
    [InlineData("ReverseProxy:TrustedNetworks:0", "::ffff:10.0.0.0/8")]
    [InlineData("ReverseProxy:TrustedNetworks:0", "::ffff:10.0.0.0/104")]
    [InlineData("ReverseProxy:TrustedNetworks:0", "10.1.2.3/8")]
    [InlineData("ReverseProxy:TrustedNetworks:0", "10.0.0.1")]
    [InlineData("Threats:Mode", "strict")]
    [InlineData("Threats:Mode", "2")]
    [InlineData("Threats:ExemptNetworks", "10.0.0.0/8")]
    [InlineData("Threats:ExemptNetworks:0", "10.1.2.3/8")]
    [InlineData("Threats:ExemptNetworks:0", "office")]
    [InlineData("Threats:BlockDurations:0", "15")]
    [InlineData("Threats:BlockDurations:0", "00:00:00")]
    [InlineData("Threats:BlockDurations:0", "366.00:00:00")]
    [InlineData("Threats:RepetitionWindow", "-1.00:00:00")]
    [InlineData("Provisioning:File", "/nowhere/provisioning.json")]
    [InlineData("Jobs:Enabled", "on")]
    [InlineData("Jobs:PrunePeriod", "00:00:00")]
    [InlineData("Jobs:PrunePeriod", "10")]
    [InlineData("Jobs:StatisticsPeriod", "2.00:00:00")]
    [InlineData("Metrics:AllowedNetworks", "10.0.0.0/8")]
    [InlineData("Metrics:AllowedNetworks:0", "10.0.0.1")]
    [InlineData("Metrics:AllowedNetworks:0", "10.0.0.1/8")]
    [InlineData("Metrics:AllowedNetworks:0", "::ffff:10.0.0.0/104")]
    [InlineData("Urls", "localhost")]
    [InlineData("Urls", "http://localhost:5080;ftp://localhost")]
    [InlineData("Issuer", "id.example.com")]
    [InlineData("Issuer", "http://id.example.com")]
    [InlineData("Issuer", "https://id.example.com?x")]
    [InlineData("Issuer", "https://id.example.com#x")]
    [InlineData("Issuer", "https://me@id.example.com")]
    [InlineData("Issuer", "https://ID.example.com")]
    [InlineData("Issuer", "https://id.example.com:443")]
    [InlineData("Issuer", "https://id.example.com/a/../b")]
    [InlineData("Issuer", "")]
    public void An_impossible_value_is_the_one_failure_and_named_by_its_key(string key, string value) =>
        Failures(Production((key, value))).ShouldHaveSingleItem().ShouldStartWith(key);

    [Fact]
    public void All_failures_are_told_at_once() =>
        Failures(Production(("Tokens:AccessTokenLifetime", "banana"), ("Tokens:AuthorizationCodeLifetime", "01:00:00"), ("Database:Provider", "Oracle"), ("Issuer", "x")))
            .Count.ShouldBe(4);

    [Theory]
    [InlineData("Host=db;Password=hunter2;Nonsense=1", "PostgreSql")]
    [InlineData("Pwd=hunter2", "PostgreSql")]
    [InlineData("Password=hunter2", "Sqlite")]
    [InlineData("postgres://me:hunter2@db/cosmo", "PostgreSql")]
    public void A_password_in_a_refused_value_is_not_shown(string connectionString, string provider) =>
        Failures(Production(("Database:Provider", provider), ("Database:ConnectionString", connectionString)))
            .ShouldHaveSingleItem().ShouldNotContain("hunter2");

    [Theory]
    [InlineData("smtp.example.com", "None", false)]
    [InlineData("smtp.example.com", "starttls", true)]
    [InlineData("smtp.example.com", "TLS", true)]
    [InlineData("127.0.0.1", "none", true)]
    [InlineData("::1", "none", true)]
    [InlineData("localhost", "none", true)]
    [InlineData("localhost.example.com", "none", false)]
    public void A_mail_password_goes_out_encrypted_or_not_at_all(string host, string security, bool allowed)
    {
        var configuration = Production(("Mail:Host", host), ("Mail:Security", security), ("Mail:From", "Cosmo <a@b.test>"), ("Mail:UserName", "u"), ("Mail:Password", "hunter2"));

        if (allowed)
        {
            CosmoSettings.Read(configuration, isDevelopment: false).Mail.Password.ShouldBe("hunter2");
        }
        else
        {
            var failure = Failures(configuration).ShouldHaveSingleItem();
            failure.ShouldStartWith("Mail:Security");
            failure.ShouldNotContain("hunter2");
        }
    }

    [Fact]
    public void A_mail_server_needs_a_sender_and_its_password_is_never_shown()
    {
        Failures(Production(("Mail:Host", "smtp.example.com"))).ShouldHaveSingleItem().ShouldStartWith("Mail:From");
        Failures(Production(("Mail:Host", "smtp example"), ("Mail:From", "a@b.test"))).ShouldHaveSingleItem().ShouldStartWith("Mail:Host");
        Failures(Production(("Mail:Password", "hunter2"))).ShouldHaveSingleItem().ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("https://id.example.com/", "https://id.example.com")]
    [InlineData("https://id.example.com/tenant/", "https://id.example.com/tenant")]
    public void The_issuer_has_no_slash_at_its_end(string given, string issuer) =>
        CosmoSettings.Read(Production(("Issuer", given)), isDevelopment: false).Issuer.ShouldBe(issuer);

    [Theory]
    [InlineData(null, "http://localhost:5080")]
    [InlineData("http://127.0.0.1:7001;http://localhost:7002", "http://127.0.0.1:7001")]
    [InlineData("http://*:7001", "http://localhost:7001")]
    [InlineData("http://0.0.0.0:7001", "http://localhost:7001")]
    public void Development_is_found_where_it_listens(string? urls, string issuer) =>
        CosmoSettings.Read(Configuration(("Urls", urls)), isDevelopment: true).Issuer.ShouldBe(issuer);

    [Theory]
    [InlineData("true", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    public void The_switch_that_trusts_every_peer_refuses_the_start(string value, bool refused)
    {
        var configuration = Production(("ForwardedHeaders_Enabled", value));

        if (refused)
        {
            Failures(configuration).ShouldHaveSingleItem().ShouldStartWith("ASPNETCORE_FORWARDEDHEADERS_ENABLED");
        }
        else
        {
            CosmoSettings.Read(configuration, isDevelopment: false).ShouldNotBeNull();
        }
    }

    private static IReadOnlyList<string> Failures(IConfiguration configuration) =>
        Should.Throw<SettingsException>(() => CosmoSettings.Read(configuration, isDevelopment: false)).Failures;

    private static IConfiguration Production(params (string Key, string? Value)[] settings) =>
        Configuration([("Issuer", "https://id.example.com"), .. settings]);

    private static IConfiguration Configuration(params (string Key, string? Value)[] settings)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in settings)
        {
            values[key] = value;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }
}
