using Cosmo.Identity.RateLimits;
using Cosmo.Identity.Settings;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.RateLimits;

/// <summary>How limits are written in settings, and what is said of those that are none (contract: Settings).</summary>
public sealed class RateLimitSettingsTests
{
    [Fact]
    public void What_nobody_sets_is_what_the_contract_says()
    {
        var options = Read();

        options.Enabled.ShouldBeTrue();
        options.Login.All.ShouldBe([new(5, TimeSpan.FromMinutes(1))]);
        options.Refresh.All.ShouldBe([new(2, TimeSpan.FromMinutes(1))]);
        options.PasswordReset.All.ShouldBe([new(3, TimeSpan.FromHours(1))]);
        options.Api.All.ShouldBe([new(1000, TimeSpan.FromHours(1))]);
        options.ExemptNetworks.Contains(System.Net.IPAddress.Loopback).ShouldBeFalse();
    }

    [Fact]
    public void A_limit_is_written_as_text_or_as_an_object_or_as_an_array_of_both()
    {
        var minute = TimeSpan.FromMinutes(1);

        Read(("RateLimits:Login", "7 per 00:02:00")).Login.All.ShouldBe([new(7, 2 * minute)]);
        Read(("RateLimits:Login", " 7  PER 00:01:00, 20 per 01:00:00")).Login.All.ShouldBe([new(7, minute), new(20, 60 * minute)]);
        Read(("RateLimits:Login:Limit", "7")).Login.All.ShouldBe([new(7, minute)]);
        Read(("RateLimits:Login:Window", "00:02:00")).Login.All.ShouldBe([new(5, 2 * minute)]);
        Read(("RateLimits:Login:0:Limit", "7"), ("RateLimits:Login:0:Window", "00:02:00"), ("RateLimits:Login:1", "20 per 01:00:00")).Login.All
            .ShouldBe([new(7, 2 * minute), new(20, 60 * minute)]);
    }

    [Theory]
    [InlineData("RateLimits:Enabled", "yes")]
    [InlineData("RateLimits:Login", "five a minute")]
    [InlineData("RateLimits:Login", "5")]
    [InlineData("RateLimits:Login", "")]
    [InlineData("RateLimits:Login", "0 per 00:01:00")]
    [InlineData("RateLimits:Login", "-1 per 00:01:00")]
    [InlineData("RateLimits:Login", "1000001 per 00:01:00")]
    [InlineData("RateLimits:Login", "5 per 1")]
    [InlineData("RateLimits:Login", "5 per 00:00:00")]
    [InlineData("RateLimits:Login", "5 per 2.00:00:00")]
    [InlineData("RateLimits:Login", "5 per 00:01:00,")]
    [InlineData("RateLimits:Login", "1 per 00:01:00, 2 per 00:02:00, 3 per 00:03:00, 4 per 00:04:00, 5 per 00:05:00")]
    [InlineData("RateLimits:Refresh:Limit", "many")]
    [InlineData("RateLimits:Refresh:Limit", "0")]
    [InlineData("RateLimits:PasswordReset:Window", "60")]
    [InlineData("RateLimits:Api:Burst", "3")]
    [InlineData("RateLimits:Api:1:Limit", "x")]
    [InlineData("RateLimits:ExemptNetworks", "10.0.0.0/8")]
    [InlineData("RateLimits:ExemptNetworks:0", "10.0.0.1")]
    [InlineData("RateLimits:ExemptNetworks:0", "10.0.0.1/8")]
    [InlineData("RateLimits:ExemptNetworks:0", "::ffff:10.0.0.0/104")]
    [InlineData("RateLimits:ExemptNetworks:0", "office")]
    [InlineData("Redis:ConnectionString", "redis://")]
    [InlineData("Redis:ConnectionString", "http://127.0.0.1:6379")]
    [InlineData("Redis:ConnectionString", "redis://127.0.0.1:6379/x")]
    [InlineData("Redis:ConnectionString", "127.0.0.1:6379,nonsense=1")]
    public void An_impossible_value_is_the_one_failure_and_named_by_its_key(string key, string value) =>
        Failures((key, value)).ShouldHaveSingleItem().ShouldStartWith(key);

    [Fact]
    public void All_failures_are_told_at_once() =>
        Failures(("RateLimits:Login", "x"), ("RateLimits:Refresh:Limit", "0"), ("RateLimits:Api:Window", "1"), ("RateLimits:ExemptNetworks:0", "y"), ("RateLimits:ExemptNetworks:1", "z"), ("Redis:ConnectionString", "://"))
            .Count.ShouldBe(6);

    [Fact]
    public void A_limit_that_is_given_in_two_ways_is_refused() =>
        Failures(("RateLimits:Login", "5 per 00:01:00"), ("RateLimits:Login:Limit", "6")).ShouldHaveSingleItem().ShouldStartWith("RateLimits:Login");

    [Theory]
    [InlineData("127.0.0.1:6379,ssl=true,password=hunter2,nonsense=1")]
    [InlineData("http://me:hunter2@127.0.0.1")]
    public void The_password_of_redis_is_not_shown(string connectionString) =>
        Failures(("Redis:ConnectionString", connectionString)).ShouldHaveSingleItem().ShouldNotContain("hunter2");

    [Theory]
    [InlineData("127.0.0.1:6390,password=hunter2", 6390, "hunter2", false)]
    [InlineData("redis://127.0.0.1", 6379, null, false)]
    [InlineData("redis://127.0.0.1:6390/2", 6390, null, false)]
    [InlineData("rediss://cosmo:hunter%2F2@127.0.0.1:6390", 6390, "hunter/2", true)]
    public void Redis_is_named_as_its_clients_name_it(string text, int port, string? password, bool ssl)
    {
        var options = RedisAddress.TryParse(text)!;

        options.EndPoints.ShouldHaveSingleItem().ToString().ShouldEndWith($"127.0.0.1:{port}");
        options.Password.ShouldBe(password);
        options.Ssl.ShouldBe(ssl);
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("11.1.2.3", false)]
    [InlineData("2001:db8:0:1::9", true)]
    [InlineData("2001:db8:0:2::9", false)]
    public void Exempt_is_who_is_inside(string address, bool exempt) =>
        Read(("RateLimits:ExemptNetworks:0", "10.0.0.0/8"), ("RateLimits:ExemptNetworks:1", "2001:db8:0:1::/64")).ExemptNetworks.Contains(System.Net.IPAddress.Parse(address)).ShouldBe(exempt);

    private static RateLimitsOptions Read(params (string Key, string Value)[] settings) =>
        CosmoSettings.Read(Configuration(settings), isDevelopment: false).RateLimits;

    private static IReadOnlyList<string> Failures(params (string Key, string Value)[] settings) =>
        Should.Throw<SettingsException>(() => CosmoSettings.Read(Configuration(settings), isDevelopment: false)).Failures;

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection([KeyValuePair.Create("Issuer", (string?)"https://id.example.com"), .. settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))])
        .Build();
}
