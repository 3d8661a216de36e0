using System.Text;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Token;

/// <summary>Bad input at the token endpoint gets a clear protocol error (RFC 6749 §5.2; O-07, O-09, O-10, OAUTH-11, DOS-01, DOS-04, DOS-05, DOS-10).</summary>
public sealed class TokenRequestTests(Servers servers)
{
    private static readonly (string, string) WorkerHeader = ("Authorization", OidcClient.Basic("worker", Registrations.Worker.Secret!));

    [Theory]
    [InlineData("/connect/token")]
    [InlineData("/connect/introspect")]
    [InlineData("/connect/revoke")]
    [InlineData("/connect/par")]
    public async Task Get_is_refused(string path)
    {
        var server = await servers.AnyAsync();

        var answer = await server.Http.GetAsync(path + "?grant_type=client_credentials&scope=orders.read&token=x", WorkerHeader);

        answer.Status.ShouldBeOneOf(400, 405);
        if (answer.Status == 400)
        {
            answer.ShouldFail(400, "invalid_request");
        }
    }

    [Theory]
    [InlineData("/connect/token", "application/json", "{\"grant_type\":\"client_credentials\"}")]
    [InlineData("/connect/token", "text/plain", "grant_type=client_credentials")]
    [InlineData("/connect/token", "application/xml", "<grant_type/>")]
    [InlineData("/connect/introspect", "application/json", "{\"token\":\"x\"}")]
    [InlineData("/connect/revoke", "application/json", "{\"token\":\"x\"}")]
    [InlineData("/connect/par", "application/json", "{}")]
    public async Task A_wrong_content_type_is_refused(string path, string mediaType, string body)
    {
        var server = await servers.AnyAsync();

        var answer = await server.Http.SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, mediaType), WorkerHeader);

        answer.ShouldFail(answer.Status == 415 ? 415 : 400, "invalid_request");
    }

    [Theory]
    [InlineData("/connect/token")]
    [InlineData("/connect/introspect")]
    [InlineData("/connect/revoke")]
    [InlineData("/connect/par")]
    public async Task An_empty_body_is_an_invalid_request(string path)
    {
        var server = await servers.AnyAsync();

        var answer = await server.Http.PostAsync(path, [], WorkerHeader);

        answer.ShouldFail(400, "invalid_request");
    }

    [Theory]
    [InlineData("/connect/token", "grant_type", "client_credentials", "client_credentials")]
    [InlineData("/connect/token", "scope", "orders.read", "stock.read")]
    [InlineData("/connect/token", "grant_type", "client_credentials", "password")]
    [InlineData("/connect/introspect", "token", "a", "b")]
    [InlineData("/connect/revoke", "token", "a", "b")]
    [InlineData("/connect/par", "scope", "openid", "email")]
    public async Task A_parameter_sent_twice_is_an_invalid_request(string path, string name, string first, string second)
    {
        var server = await servers.AnyAsync();
        List<(string, string)> fields = [(name, first), (name, second)];
        if (path == "/connect/token" && name != "grant_type")
        {
            fields.Add(("grant_type", "client_credentials"));
        }

        if (path == "/connect/par")
        {
            fields.AddRange(server.As(Registrations.Pushed).Authorization().Without("scope", "client_id").Parameters);
        }

        var header = path switch
        {
            "/connect/introspect" => ("Authorization", OidcClient.Basic("orders-api", Registrations.OrdersApi.Secret!)),
            "/connect/par" => ("Authorization", OidcClient.Basic("pushed", Registrations.Pushed.Secret!)),
            _ => WorkerHeader,
        };

        (await server.Http.PostAsync(path, fields, header)).ShouldFail(400, "invalid_request");
    }

    [Fact]
    public async Task A_parameter_in_the_query_is_not_read()
    {
        // nothing that matters is taken from a query string.
        var server = await servers.AnyAsync();

        var answer = await server.Http.PostAsync("/connect/token?grant_type=client_credentials&scope=orders.read", [], WorkerHeader);

        answer.ShouldFail(400, "invalid_request");
    }

    [Fact]
    public async Task An_empty_parameter_is_one_left_out_and_an_unknown_one_is_ignored()
    {
        var server = await servers.AnyAsync();

        var answer = await server.As(Registrations.Worker).TokenAsync(
            ("grant_type", "client_credentials"), ("scope", "orders.read"), ("code", ""), ("audience_hint", "x"), ("refresh_token", ""));

        answer.ShouldSucceed();
    }

    [Fact]
    public async Task A_missing_grant_type_is_an_invalid_request_and_an_unknown_one_unsupported()
    {
        var server = await servers.AnyAsync();

        (await server.As(Registrations.Worker).TokenAsync(("scope", "orders.read"))).ShouldFail(400, "invalid_request");
        (await server.As(Registrations.Worker).TokenAsync(("grant_type", "magic"))).ShouldFail(400, "unsupported_grant_type");
    }

    [Theory]
    [InlineData("/connect/token")]
    [InlineData("/connect/introspect")]
    [InlineData("/connect/revoke")]
    [InlineData("/connect/par")]
    [InlineData("/connect/userinfo")]
    [InlineData("/connect/authorize")]
    [InlineData("/connect/logout")]
    public async Task A_body_over_64_kib_is_refused(string path)
    {
        var server = await servers.AnyAsync();

        var declared = await server.Http.PostAsync(path, [("grant_type", "client_credentials"), ("padding", new string('x', 65 * 1024))], WorkerHeader);
        using var endless = new StreamContent(new MemoryStream(Encoding.ASCII.GetBytes("grant_type=client_credentials&padding=" + new string('x', 128 * 1024))));
        endless.Headers.ContentType = new("application/x-www-form-urlencoded");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, path)) { Content = endless };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.TryAddWithoutValidation(WorkerHeader.Item1, WorkerHeader.Item2);
        var chunked = await server.Http.SendAsync(request);

        foreach (var answer in new[] { declared, chunked })
        {
            answer.Status.ShouldBeOneOf(400, 413);
            if (path is not ("/connect/authorize" or "/connect/logout"))
            {
                answer.ShouldFail(answer.Status, "invalid_request");
            }
        }
    }

    [Theory]
    [InlineData("%00")]
    [InlineData("%01%02%03")]
    [InlineData("%FF%FE")]
    [InlineData("%0D%0AX-Injected%3A%20yes")]
    [InlineData("%")]
    [InlineData("%ZZ")]
    [InlineData("%E2%80%AE")]
    public async Task Control_characters_and_broken_encodings_are_answered_by_the_protocol(string value)
    {
        var server = await servers.AnyAsync();
        foreach (var name in new[] { "scope", "grant_type", "refresh_token", "username", "code" })
        {
            var grant = name switch { "refresh_token" => "refresh_token", "username" => "password", "code" => "authorization_code", _ => "client_credentials" };
            var body = (name == "grant_type" ? "" : $"grant_type={grant}&") + $"password=x&redirect_uri=x&code_verifier=x&client_id=mobile&{name}={value}";

            var answer = await server.Http.SendAsync(
                HttpMethod.Post, "/connect/token", new StringContent(body, Encoding.ASCII, "application/x-www-form-urlencoded"));

            answer.Status.ShouldBeOneOf(400, 401);
            answer.Text("error").ShouldNotBeNullOrEmpty();
            answer.Header("X-Injected").ShouldBeNull();
        }
    }

    [Fact]
    public async Task Ten_thousand_fields_are_refused()
    {
        // DOS-05.
        var server = await servers.AnyAsync();

        var answer = await server.Http.PostAsync("/connect/token", Enumerable.Range(0, 10000).Select(number => ($"f{number}", "")), WorkerHeader);

        answer.Status.ShouldBeOneOf(400, 413);
        answer.Text("error").ShouldBe("invalid_request");
    }

    [Fact]
    public async Task A_compressed_body_is_not_unpacked()
    {
        // DOS-04.
        var server = await servers.AnyAsync();
        using var content = new ByteArrayContent([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
        content.Headers.ContentType = new("application/x-www-form-urlencoded");
        content.Headers.ContentEncoding.Add("gzip");

        var answer = await server.Http.SendAsync(HttpMethod.Post, "/connect/token", content, WorkerHeader);

        answer.Status.ShouldBeOneOf(400, 415);
    }

    [Fact]
    public async Task Only_the_origins_of_registered_clients_may_read_tokens()
    {
        // R-19, OAUTH-20, V105.
        var server = await servers.AnyAsync();
        (string, string)[] fields = [("grant_type", "refresh_token"), ("refresh_token", "nothing"), ("client_id", "spa")];

        var own = await server.Http.PostAsync("/connect/token", fields, ("Origin", "https://spa.example.test"));
        var evil = await server.Http.PostAsync("/connect/token", fields, ("Origin", "https://evil.example.test"));
        var nobody = await server.Http.PostAsync("/connect/token", fields, ("Origin", "null"));
        var lookalike = await server.Http.PostAsync("/connect/token", fields, ("Origin", "https://spa.example.test.evil.example.test"));

        own.Header("Access-Control-Allow-Origin").ShouldBe("https://spa.example.test");
        own.Header("Access-Control-Allow-Credentials").ShouldBeNull();
        (own.Header("Vary") ?? "").ShouldContain("Origin");
        foreach (var answer in new[] { evil, nobody, lookalike })
        {
            answer.Header("Access-Control-Allow-Origin").ShouldBeNull(answer.ToString());
        }
    }

    [Fact]
    public async Task A_preflight_of_a_registered_origin_is_answered()
    {
        var server = await servers.AnyAsync();

        var answer = await server.Http.SendAsync(
            HttpMethod.Options, "/connect/userinfo", null,
            ("Origin", "https://spa.example.test"), ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "authorization"));

        answer.Status.ShouldBeOneOf(200, 204);
        answer.Header("Access-Control-Allow-Origin").ShouldBe("https://spa.example.test");
        answer.Header("Access-Control-Allow-Headers").ShouldNotBeNull().ShouldContain("authorization", Case.Insensitive);
    }
}
