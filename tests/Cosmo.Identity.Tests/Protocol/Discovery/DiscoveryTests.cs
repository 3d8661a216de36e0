using System.Text.Json;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Discovery;

/// <summary>The metadata is complete and every word of it is true (OpenID Connect Discovery §3, RFC 8414, OIDF Config OP; ).</summary>
public sealed class DiscoveryTests(Servers servers)
{
    private const string Path = "/.well-known/openid-configuration";

    [Fact]
    public async Task Both_well_known_documents_are_the_same()
    {
        var server = await servers.AnyAsync();

        var openid = await server.Http.GetAsync(Path);
        var oauth = await server.Http.GetAsync("/.well-known/oauth-authorization-server");

        openid.Status.ShouldBe(200);
        openid.MediaType.ShouldBe("application/json");
        oauth.Body.ShouldBe(openid.Body);
    }

    [Fact]
    public async Task The_issuer_is_the_one_the_server_said_it_is_ready_with()
    {
        var server = await servers.AnyAsync();

        var metadata = (await server.Http.GetAsync(Path)).Json;

        metadata.GetProperty("issuer").GetString().ShouldBe(server.Issuer);
        new Uri(server.Issuer).ShouldBe(server.Address);
    }

    [Theory]
    [InlineData(Path)]
    [InlineData("/.well-known/jwks")]
    public async Task Documents_may_be_cached_and_answer_304_to_their_own_etag(string path)
    {
        var server = await servers.AnyAsync();

        var first = await server.Http.GetAsync(path);
        var second = await server.Http.GetAsync(path, ("If-None-Match", first.Header("ETag")!));

        first.Header("Cache-Control").ShouldNotBeNull().ShouldMatch("public.*max-age=[1-9]|max-age=[1-9].*public");
        first.Header("ETag").ShouldNotBeNull();
        second.Status.ShouldBe(304, second.ToString());
        second.Body.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Path)]
    [InlineData("/.well-known/jwks")]
    public async Task The_origin_of_a_registered_client_may_read_the_documents(string path)
    {
        var server = await servers.AnyAsync();

        var answer = await server.Http.GetAsync(path, ("Origin", "https://spa.example.test"));

        answer.Header("Access-Control-Allow-Origin").ShouldBeOneOf("*", "https://spa.example.test");
        answer.Header("Access-Control-Allow-Credentials").ShouldBeNull();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("https://spa.example.test")]
    [InlineData("https://evil.example.test")]
    public async Task A_cache_keeps_what_it_has_for_one_origin_from_the_others(string? origin)
    {
        var server = await servers.AnyAsync();

        var answer = await (origin is null ? server.Http.GetAsync(Path) : server.Http.GetAsync(Path, ("Origin", origin)));

        answer.Header("Vary").ShouldBe("Origin");
    }

    [Theory]
    [InlineData("authorization_endpoint", "/connect/authorize")]
    [InlineData("token_endpoint", "/connect/token")]
    [InlineData("introspection_endpoint", "/connect/introspect")]
    [InlineData("revocation_endpoint", "/connect/revoke")]
    [InlineData("userinfo_endpoint", "/connect/userinfo")]
    [InlineData("pushed_authorization_request_endpoint", "/connect/par")]
    [InlineData("end_session_endpoint", "/connect/logout")]
    [InlineData("jwks_uri", "/.well-known/jwks")]
    public async Task Every_advertised_endpoint_is_where_the_contract_says_and_answers(string member, string path)
    {
        var server = await servers.AnyAsync();
        var metadata = (await server.Http.GetAsync(Path)).Json;

        var answer = await server.Http.GetAsync(path);

        metadata.GetProperty(member).GetString().ShouldBe(new Uri(server.Address, path).AbsoluteUri);
        answer.Status.ShouldNotBe(404, answer.ToString());
        answer.Status.ShouldBeLessThan(500, answer.ToString());
    }

    [Fact]
    public async Task No_member_that_ends_in_endpoint_names_one_that_is_not_there()
    {
        var server = await servers.AnyAsync();
        var metadata = (await server.Http.GetAsync(Path)).Json;

        foreach (var member in metadata.EnumerateObject().Where(member => member.Name.EndsWith("_endpoint", StringComparison.Ordinal)))
        {
            var answer = await server.Http.GetAsync(new Uri(member.Value.GetString()!).PathAndQuery);

            answer.Status.ShouldNotBe(404, $"{member.Name}: {answer}");
        }
    }

    [Fact]
    public async Task Only_what_is_safe_is_supported()
    {
        var metadata = await MetadataAsync();

        Texts(metadata, "code_challenge_methods_supported").ShouldBe(["S256"]);
        Texts(metadata, "response_types_supported").ShouldBe(["code"]);
        Texts(metadata, "response_modes_supported").ShouldBe(["query", "form_post"], ignoreOrder: true);
        Texts(metadata, "grant_types_supported").ShouldNotContain("implicit");
        foreach (var member in metadata.EnumerateObject().Where(member => member.Name.EndsWith("_alg_values_supported", StringComparison.Ordinal)))
        {
            Texts(metadata, member.Name).ShouldAllBe(algorithm => algorithm != "none" && !algorithm.StartsWith("HS"), member.Name);
        }
    }

    [Fact]
    public async Task What_is_supported_is_said()
    {
        var metadata = await MetadataAsync();

        Texts(metadata, "grant_types_supported").ShouldBeSubsetOf(
            ["authorization_code", "refresh_token", "client_credentials", "password", "urn:cosmo:grant:otp", "urn:ietf:params:oauth:grant-type:device_code"]);
        Texts(metadata, "grant_types_supported").ShouldContain("password");
        Texts(metadata, "scopes_supported").ShouldContain("openid");
        Texts(metadata, "scopes_supported").ShouldContain("offline_access");
        Texts(metadata, "subject_types_supported").ShouldBe(["public"]);
        Texts(metadata, "id_token_signing_alg_values_supported").ShouldBe(["RS256", "ES256"], ignoreOrder: true);
        Texts(metadata, "token_endpoint_auth_methods_supported").ShouldBe(
            ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"], ignoreOrder: true);
        // RFC 8414 §2: required as soon as private_key_jwt is listed.
        Texts(metadata, "token_endpoint_auth_signing_alg_values_supported").ShouldContain("ES256");
        Texts(metadata, "token_endpoint_auth_signing_alg_values_supported").ShouldContain("RS256");
        Texts(metadata, "introspection_endpoint_auth_methods_supported").ShouldNotContain("none");
        Texts(metadata, "prompt_values_supported").ShouldBe(["none", "login", "consent", "select_account", "create"], ignoreOrder: true);
        foreach (var claim in new[] { "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "name", "email", "email_verified", "address", "phone_number", "sid" })
        {
            Texts(metadata, "claims_supported").ShouldContain(claim);
        }
    }

    [Theory]
    [InlineData("authorization_response_iss_parameter_supported", true)]
    [InlineData("claims_parameter_supported", true)]
    [InlineData("request_parameter_supported", false)]
    [InlineData("request_uri_parameter_supported", false)]
    public async Task Switches_are_true_to_what_the_server_does(string member, bool value)
    {
        var metadata = await MetadataAsync();

        metadata.GetProperty(member).GetBoolean().ShouldBe(value);
    }

    [Fact]
    public async Task The_key_set_holds_public_signing_keys_of_both_kinds_and_nothing_private()
    {
        var server = await servers.AnyAsync();

        var keys = (await server.KeysAsync()).GetProperty("keys").EnumerateArray().ToList();

        keys.Select(key => key.GetProperty("alg").GetString()).ShouldBeSubsetOf(["RS256", "ES256"]);
        keys.Select(key => key.GetProperty("alg").GetString()).Distinct().Count().ShouldBe(2);
        keys.Select(key => key.GetProperty("kid").GetString()).ShouldBeUnique();
        keys.ShouldAllBe(key => key.GetProperty("use").GetString() == "sig");
        foreach (var secret in new[] { "d", "p", "q", "dp", "dq", "qi", "k", "oth" })
        {
            keys.ShouldAllBe(key => !Has(key, secret), $"a private member '{secret}' in the published keys");
        }

        var rsa = keys.First(key => key.GetProperty("kty").GetString() == "RSA");
        Base64Url.Decode(rsa.GetProperty("n").GetString()!).Length.ShouldBeGreaterThanOrEqualTo(256);
    }

    [Theory]
    [InlineData("Host", "evil.example.test")]
    [InlineData("X-Forwarded-Host", "evil.example.test")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("X-Forwarded-Prefix", "/evil")]
    [InlineData("Forwarded", "host=evil.example.test;proto=https")]
    public async Task No_header_of_a_stranger_moves_the_issuer(string header, string value)
    {
        // V099, XFF-10: addresses come from the issuer alone.
        var server = await servers.AnyAsync();

        var answer = await server.Http.GetAsync(Path, (header, value));

        answer.Body.ShouldBe((await server.Http.GetAsync(Path)).Body);
    }

    private async Task<JsonElement> MetadataAsync() => (await (await servers.AnyAsync()).Http.GetAsync(Path)).Json;

    private static List<string> Texts(JsonElement metadata, string member) =>
        [.. metadata.GetProperty(member).EnumerateArray().Select(item => item.GetString()!)];

    private static bool Has(JsonElement key, string member) => key.TryGetProperty(member, out _);
}
