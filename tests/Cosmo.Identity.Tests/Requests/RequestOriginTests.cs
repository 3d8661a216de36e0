using System.Net;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Requests;

/// <summary>XFF-01..10, V097: nobody but a trusted proxy moves the client's address, and nothing in a header makes it absent.</summary>
public sealed class RequestOriginTests
{
    private const string Trusted = "10.0.0.1";

    [Theory]
    // Appended by the proxy: only the right end counts.
    [InlineData(Trusted, "203.0.113.7", "203.0.113.7")]
    [InlineData(Trusted, "198.51.100.66, 203.0.113.7", "203.0.113.7")]
    [InlineData(Trusted, "127.0.0.1,10.0.0.5,203.0.113.7", "203.0.113.7")]
    [InlineData(Trusted, "not an address, 203.0.113.7", "203.0.113.7")]
    [InlineData(Trusted, "198.51.100.66\n203.0.113.7", "203.0.113.7")]
    [InlineData(Trusted, "203.0.113.7, 10.0.0.9, 10.0.0.8", "203.0.113.7")]
    [InlineData(Trusted, "203.0.113.7\n10.0.0.9\n10.0.0.8", "203.0.113.7")]
    [InlineData(Trusted, "::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData(Trusted, "2001:DB8::7, ::ffff:10.0.0.9", "2001:db8::7")]
    [InlineData("::ffff:10.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("fd00::1%4", "203.0.113.7", "203.0.113.7")]
    // The client sits in the trusted network itself.
    [InlineData(Trusted, "10.0.0.77", "10.0.0.77")]
    // No plain address where the client should stand: the peer it is.
    [InlineData(Trusted, null, Trusted)]
    [InlineData(Trusted, "", Trusted)]
    [InlineData(Trusted, ",", Trusted)]
    [InlineData(Trusted, "203.0.113.7,", Trusted)]
    [InlineData(Trusted, "garbage", Trusted)]
    [InlineData(Trusted, "203.0.113.7:1234", Trusted)]
    [InlineData(Trusted, "[2001:db8::7]:1234", Trusted)]
    [InlineData(Trusted, "fe80::7%eth0", Trusted)]
    [InlineData(Trusted, "203.0.113.7, garbage, 10.0.0.9", Trusted)]
    // Nobody trusts these peers.
    [InlineData("198.51.100.1", "203.0.113.7", "198.51.100.1")]
    [InlineData("127.0.0.1", "203.0.113.7", "127.0.0.1")]
    [InlineData("::1", "203.0.113.7", "::1")]
    [InlineData("::10.0.0.1", "203.0.113.7", "::10.0.0.1")]
    [InlineData("11.0.0.1", "10.0.0.1", "11.0.0.1")]
    public async Task The_client_is_the_last_hop_that_no_proxy_of_ours_is(string peer, string? forwardedFor, string client)
    {
        var context = await SendAsync(peer, ("X-Forwarded-For", forwardedFor is null ? default : new StringValues(forwardedFor.Split('\n'))));


        RequestOrigin.Of(context).AddressText.ShouldBe(client);
    }

    [Fact]
    public async Task A_header_of_64_KB_hides_nobody_and_costs_nothing()
    {
        var longHeader = string.Join(',', Enumerable.Repeat("198.51.100.66", 5000));


        RequestOrigin.Of(await SendAsync(Trusted, ("X-Forwarded-For", longHeader + ", 203.0.113.7"))).AddressText.ShouldBe("203.0.113.7");
        RequestOrigin.Of(await SendAsync(Trusted, ("X-Forwarded-For", new string('1', 65_536)))).AddressText.ShouldBe(Trusted);
        RequestOrigin.Of(await SendAsync(Trusted, ("X-Forwarded-For", string.Join(',', Enumerable.Repeat("10.0.0.2", 8000))))).AddressText.ShouldBe(Trusted);
    }

    [Fact]
    public async Task Without_trusted_networks_no_header_counts()
    {
        var context = await SendAsync("127.0.0.1", trusted: [], ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"));


        RequestOrigin.Of(context).AddressText.ShouldBe("127.0.0.1");
        context.Request.Scheme.ShouldBe("http");
    }

    [Theory]
    [InlineData("X-Real-IP")]
    [InlineData("Forwarded")]
    [InlineData("True-Client-IP")]
    [InlineData("CF-Connecting-IP")]
    [InlineData("X_Forwarded_For")]
    [InlineData("X-Forwarded-Host")]
    [InlineData("X-Forwarded-Prefix")]
    [InlineData("X-Forwarded-Port")]
    [InlineData("X-Original-URL")]
    public async Task Other_headers_of_proxies_mean_nothing_and_reach_nobody(string header)
    {
        foreach (var peer in new[] { Trusted, "198.51.100.1" })
        {
            var context = await SendAsync(peer, (header, header == "Forwarded" ? "for=203.0.113.7;proto=https;host=evil.example" : "203.0.113.7"));


            RequestOrigin.Of(context).AddressText.ShouldBe(peer);
            context.Request.Headers.ContainsKey(header).ShouldBeFalse();
            context.Request.Host.ShouldBe(new HostString("id.example"));
            context.Request.PathBase.ShouldBe(PathString.Empty);
        }
    }

    [Theory]
    [InlineData(Trusted, "https", "https")]
    [InlineData(Trusted, "HTTPS", "https")]
    [InlineData(Trusted, "http, https", "https")]
    [InlineData(Trusted, "https,http", "http")]
    [InlineData(Trusted, "javascript", "http")]
    [InlineData(Trusted, "", "http")]
    [InlineData("198.51.100.1", "https", "http")]
    public async Task The_scheme_is_believed_from_trusted_proxies_only(string peer, string proto, string scheme)
    {
        var context = await SendAsync(peer, ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", proto));


        context.Request.Scheme.ShouldBe(scheme);
        context.Request.Headers.ContainsKey("X-Forwarded-For").ShouldBeFalse();
        context.Request.Headers.ContainsKey("X-Forwarded-Proto").ShouldBeFalse();
    }

    [Fact]
    public void Without_the_middleware_the_peer_is_the_origin_once_and_for_all()
    {
        var context = NewContext("::ffff:192.0.2.1");


        var origin = RequestOrigin.Of(context);


        origin.AddressText.ShouldBe("192.0.2.1");
        origin.LimitKey.ShouldBe("192.0.2.1");
        RequestOrigin.Of(context).ShouldBeSameAs(origin);
        RequestOrigin.Of(new DefaultHttpContext()).AddressText.ShouldBe("0.0.0.0");
    }

    [Theory]
    [InlineData("curl/8.5.0", "curl/8.5.0")]
    [InlineData("a\r\nfake: log line", "a\\u000d\\u000afake: log line")]
    [InlineData("a\0b\u001b[31m\u007f", "a\\u0000b\\u001b[31m\\u007f")]
    [InlineData("evil\u202Etxt.exe", "evil\\u202etxt.exe")]
    [InlineData("line\u2028end", "line\\u2028end")]
    [InlineData("Überbrowser 😀", "Überbrowser 😀")]
    [InlineData("<script>", "<script>")]
    [InlineData("", "")]
    public void The_user_agent_cannot_write_lines_of_its_own(string sent, string shown) =>
        new RequestOrigin(IPAddress.Loopback, sent).UserAgent.ShouldBe(shown);

    [Theory]
    [InlineData('a')]
    [InlineData('\n')]
    [InlineData('é')]
    public void The_user_agent_is_cut(char filler) =>
        new RequestOrigin(IPAddress.Loopback, new string(filler, 100_000)).UserAgent.Length.ShouldBe(512);

    private static Task<HttpContext> SendAsync(string peer, params (string Name, StringValues Value)[] headers) =>
        SendAsync(peer, ["10.0.0.0/8", "fd00::/8"], headers);

    private static async Task<HttpContext> SendAsync(string peer, string[] trusted, params (string Name, StringValues Value)[] headers)
    {
        var settings = trusted.Select((network, i) => KeyValuePair.Create<string, string?>($"ReverseProxy:TrustedNetworks:{i}", network));
        await using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddRequests()
            .BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        app.UseRequestOrigin();
        app.Run(_ => Task.CompletedTask);

        var context = NewContext(peer);
        foreach (var (name, value) in headers.Where(header => header.Value.Count > 0))
        {
            context.Request.Headers[name] = value;
        }

        await app.Build()(context);
        return context;
    }

    private static DefaultHttpContext NewContext(string peer)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("id.example");
        return context;
    }
}
