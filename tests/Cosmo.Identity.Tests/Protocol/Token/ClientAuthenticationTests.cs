using System.Text;
using System.Text.Json.Nodes;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Token;

/// <summary>A client proves who it is by exactly one method (RFC 6749 §2.3, RFC 7523 §3; O-08, O-15, OAUTH-16, R-15, JWT-01, JWT-02, JWT-13, V035, V041).</summary>
public sealed class ClientAuthenticationTests(Servers servers)
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    [Fact]
    public async Task A_confidential_client_may_use_basic_or_the_body()
    {
        var server = await servers.AnyAsync();
        var basic = server.As(Registrations.Desk);
        var post = server.As(Registrations.Desk with { Authentication = ClientAuthentication.Post });

        (await basic.PasswordAsync(People.Ada)).ShouldSucceed();
        (await post.PasswordAsync(People.Ada)).ShouldSucceed();
    }

    [Fact]
    public async Task A_secret_with_odd_characters_works_form_encoded_and_in_the_body()
    {
        // RFC 6749 §2.3.1: both parts of Basic are form-encoded first.
        var server = await servers.AnyAsync();
        var basic = server.As(Registrations.Partner);
        var post = server.As(Registrations.Partner with { Authentication = ClientAuthentication.Post });

        (await basic.RefreshAsync("nothing")).ShouldFail(400, "invalid_grant");
        (await post.RefreshAsync("nothing")).ShouldFail(400, "invalid_grant");
    }

    [Theory]
    [InlineData(ClientAuthentication.Basic)]
    [InlineData(ClientAuthentication.Post)]
    public async Task A_wrong_secret_is_invalid_client(ClientAuthentication method)
    {
        var server = await servers.AnyAsync();

        foreach (var secret in new[] { "wrong", Registrations.Desk.Secret![..^1], Registrations.Desk.Secret + "x", Registrations.Web.Secret!, "" })
        {
            var answer = await server.As(Registrations.Desk with { Secret = secret, Authentication = method }).PasswordAsync(People.Ada);

            answer.ShouldFail(answer.Status == 400 && secret.Length == 0 ? 400 : 401, "invalid_client");
        }
    }

    [Fact]
    public async Task An_unknown_client_is_invalid_client()
    {
        var server = await servers.AnyAsync();
        var unknown = new Registration("nobody", Registrations.Desk.Secret);

        (await server.As(unknown).PasswordAsync(People.Ada)).ShouldFail(401, "invalid_client");
        (await server.As(unknown with { Authentication = ClientAuthentication.Post }).PasswordAsync(People.Ada)).ShouldFail(401, "invalid_client");
        (await server.As(unknown with { Authentication = ClientAuthentication.None }).PasswordAsync(People.Ada)).ShouldFail(401, "invalid_client");
    }

    [Fact]
    public async Task A_confidential_client_cannot_pass_as_a_public_one()
    {
        var server = await servers.AnyAsync();

        (await server.As(Registrations.Desk with { Authentication = ClientAuthentication.None }).PasswordAsync(People.Ada)).ShouldFail(401, "invalid_client");
    }

    [Fact]
    public async Task A_public_client_has_no_secret_to_send()
    {
        var server = await servers.AnyAsync();

        var answer = await server.As(Registrations.Mobile with { Secret = "something", Authentication = ClientAuthentication.Post }).PasswordAsync(People.Ada);

        answer.ShouldFail(answer.Status == 400 ? 400 : 401, "invalid_client", "invalid_request");
    }

    [Fact]
    public async Task Two_methods_at_once_are_refused()
    {
        var server = await servers.AnyAsync();
        var header = ("Authorization", OidcClient.Basic("desk", Registrations.Desk.Secret!));
        (string, string)[] grant = [("grant_type", "password"), ("username", People.Ada.UserName), ("password", People.Ada.Password)];

        var both = await server.Http.PostAsync("/connect/token", [.. grant, ("client_id", "desk"), ("client_secret", Registrations.Desk.Secret!)], header);
        var assertion = Registrations.SigningKey.Assertion("asserting", server.Issuer);
        var three = await server.Http.PostAsync(
            "/connect/token", [.. grant, ("client_assertion_type", AssertionType), ("client_assertion", assertion)], header);

        both.ShouldFail(both.Status == 401 ? 401 : 400, "invalid_request", "invalid_client");
        three.ShouldFail(three.Status == 401 ? 401 : 400, "invalid_request", "invalid_client");
    }

    [Fact]
    public async Task A_client_id_in_the_body_must_be_the_one_of_the_header()
    {
        var server = await servers.AnyAsync();

        var answer = await server.Http.PostAsync(
            "/connect/token",
            [("grant_type", "password"), ("username", People.Ada.UserName), ("password", People.Ada.Password), ("client_id", "mobile")],
            ("Authorization", OidcClient.Basic("desk", Registrations.Desk.Secret!)));

        answer.ShouldFail(answer.Status == 401 ? 401 : 400, "invalid_request", "invalid_client");
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic !!!")]
    [InlineData("Basic ZGVzaw==")]
    [InlineData("Basic OmRlc2s=")]
    [InlineData("Basic gICA")]
    [InlineData("Basic ZGVzazol")]
    public async Task A_malformed_basic_header_is_refused_without_a_fault(string header)
    {
        var server = await servers.AnyAsync();

        var answer = await server.Http.PostAsync("/connect/token", [("grant_type", "client_credentials")], ("Authorization", header));

        answer.ShouldFail(answer.Status == 401 ? 401 : 400, "invalid_request", "invalid_client");
    }

    [Fact]
    public async Task Credentials_in_the_query_are_not_read()
    {
        // O-08, R-21.
        var server = await servers.AnyAsync();

        var answer = await server.Http.PostAsync(
            $"/connect/token?client_id=worker&client_secret={Registrations.Worker.Secret}", [("grant_type", "client_credentials"), ("scope", "orders.read")]);

        answer.ShouldFail(answer.Status == 401 ? 401 : 400, "invalid_request", "invalid_client");
    }

    [Theory]
    [InlineData("JWT")]
    [InlineData("client-authentication+jwt")]
    [InlineData(null)]
    public async Task An_assertion_by_a_registered_key_is_accepted_with_either_type(string? type)
    {
        var server = await servers.AnyAsync();

        var answer = await AssertAsync(server, Registrations.SigningKey.Sign(Claims(server), type));

        answer.ShouldFail(400, "invalid_grant");
    }

    [Fact]
    public async Task The_token_endpoint_is_an_audience_too()
    {
        // RFC 7523 §3: the URL of the token endpoint may stand for the authorization server; OIDF suites send it.
        var server = await servers.AnyAsync();
        var claims = Claims(server);
        claims["aud"] = new Uri(server.Address, "/connect/token").AbsoluteUri;

        (await AssertAsync(server, Registrations.SigningKey.Sign(claims))).ShouldFail(400, "invalid_grant");
    }

    [Theory]
    [BothDatabases]
    public async Task The_same_assertion_works_once(Database database)
    {
        var server = await servers.OnAsync(database);
        var assertion = Registrations.SigningKey.Sign(Claims(server));

        var first = await AssertAsync(server, assertion);
        var replay = await AssertAsync(server, assertion);

        first.ShouldFail(400, "invalid_grant");
        replay.ShouldFail(401, "invalid_client");
    }

    [Theory]
    [BothDatabases]
    public async Task Fifty_parallel_uses_of_one_assertion_authenticate_at_most_once(Database database)
    {
        var server = await servers.OnAsync(database);
        var assertion = Registrations.SigningKey.Sign(Claims(server));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AssertAsync(server, assertion)));

        answers.Count(answer => answer.Error == "invalid_grant").ShouldBe(1);
        // On a machine with more to do than time, a server may also say that it is too busy to judge.
        answers.Where(answer => answer.Error != "invalid_grant").ShouldAllBe(answer => answer.Error == "invalid_client" || answer.Status == 503);
    }

    /// <summary>Assertions that are wrong in one thing.</summary>
    public static TheoryData<string> Lies { get; } =
        ["audience", "audience array with a stranger", "prefix of the audience", "issuer", "subject", "expired", "future", "ten years", "no jti", "no exp"];

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task An_assertion_with_one_lie_is_invalid_client(string lie)
    {
        var server = await servers.AnyAsync();
        var claims = Claims(server);
        var now = DateTimeOffset.UtcNow;
        switch (lie)
        {
            case "audience": claims["aud"] = "https://elsewhere.example.test"; break;
            case "audience array with a stranger": claims["aud"] = new JsonArray(server.Issuer, "https://elsewhere.example.test"); break;
            case "prefix of the audience": claims["aud"] = server.Issuer[..^2]; break;
            case "issuer": claims["iss"] = "web"; break;
            case "subject": claims["sub"] = "web"; break;
            case "expired": claims["exp"] = now.AddMinutes(-10).ToUnixTimeSeconds(); claims["iat"] = now.AddMinutes(-11).ToUnixTimeSeconds(); break;
            case "future": claims["iat"] = now.AddHours(2).ToUnixTimeSeconds(); claims["nbf"] = now.AddHours(2).ToUnixTimeSeconds(); claims["exp"] = now.AddHours(3).ToUnixTimeSeconds(); break;
            case "ten years": claims["exp"] = now.AddYears(10).ToUnixTimeSeconds(); break;
            case "no jti": claims.Remove("jti"); break;
            default: claims.Remove("exp"); break;
        }

        (await AssertAsync(server, Registrations.SigningKey.Sign(claims))).ShouldFail(401, "invalid_client");
    }

    [Fact]
    public async Task An_assertion_by_a_key_that_is_not_registered_is_invalid_client()
    {
        var server = await servers.AnyAsync();
        using var stranger = new JwtSigner();

        (await AssertAsync(server, stranger.Sign(Claims(server)))).ShouldFail(401, "invalid_client");
        // V041, JWT-04: a key that the token brings along proves nothing.
        (await AssertAsync(server, stranger.Sign(Claims(server), header: new JsonObject { ["jwk"] = stranger.PublicKey, ["kid"] = "other" }))).ShouldFail(401, "invalid_client");
    }

    [Fact]
    public async Task An_assertion_without_a_real_signature_is_invalid_client()
    {
        var server = await servers.AnyAsync();
        var honest = Registrations.SigningKey.Sign(Claims(server));
        var content = honest[..honest.LastIndexOf('.')];
        var unsigned = $"{Base64Url.Encode("{\"alg\":\"none\"}")}.{Base64Url.Encode(Claims(server).ToJsonString())}.";
        var publicKey = Encoding.ASCII.GetBytes(Registrations.SigningKey.PublicKey.ToJsonString());
        var confused = JwtSigner.SignWithHmac(new JsonObject { ["alg"] = "HS256", ["kid"] = "test-1", ["typ"] = "JWT" }, Claims(server), publicKey);

        foreach (var forged in new[] { unsigned, confused, content + ".", $"{content}.{Base64Url.Encode(new byte[64])}", "garbage", "a.b.c" })
        {
            var answer = await AssertAsync(server, forged);

            answer.ShouldFail(answer.Status == 400 ? 400 : 401, "invalid_client", "invalid_request");
        }
    }

    [Fact]
    public async Task A_client_may_publish_its_keys_and_change_them()
    {
        using var first = new JwtSigner { KeyId = "published-1" };
        using var second = new JwtSigner { KeyId = "published-2" };
        using var publisher = new KeyPublisher(first);
        var provisioning = Registrations.Provisioning();
        var client = provisioning["clients"]!.AsArray().Single(item => item!["client_id"]!.GetValue<string>() == "asserting")!.AsObject();
        client.Remove("jwks");
        client["jwks_uri"] = publisher.Address;
        await using var server = await servers.StartFirstAsync(Database.Sqlite, provisioning);

        (await AssertAsync(server, first.Sign(Claims(server)))).ShouldFail(400, "invalid_grant");
        (await AssertAsync(server, second.Sign(Claims(server)))).ShouldFail(401, "invalid_client");
        publisher.Key = second;
        await Eventually.HoldsAsync(
            async () => (await AssertAsync(server, second.Sign(Claims(server)))).Error == "invalid_grant", TimeSpan.FromSeconds(70), "a new published key was taken");

        // V121: a stranger with names of keys that do not exist makes nobody fetch without end.
        var before = publisher.Requests;
        for (var attempt = 0; attempt < 30; attempt++)
        {
            using var stranger = new JwtSigner { KeyId = "unknown-" + attempt };
            (await AssertAsync(server, stranger.Sign(Claims(server)))).ShouldFail(401, "invalid_client");
        }

        (publisher.Requests - before).ShouldBeLessThan(5);
    }

    [Fact]
    public async Task An_access_token_is_no_assertion()
    {
        // JWT-07.
        var server = await servers.AnyAsync();
        var tokens = await server.As(Registrations.Asserting).SignInAsync(People.Ada);

        foreach (var token in new[] { tokens.AccessToken, tokens.IdToken })
        {
            (await AssertAsync(server, token)).ShouldFail(401, "invalid_client");
        }
    }

    [Fact]
    public async Task A_client_with_a_key_has_no_secret()
    {
        var server = await servers.AnyAsync();

        var answer = await server.As(Registrations.Asserting with { Secret = "", Authentication = ClientAuthentication.Post }).RefreshAsync("nothing");

        answer.ShouldFail(answer.Status == 400 ? 400 : 401, "invalid_client", "invalid_request");
    }

    private static JsonObject Claims(RunningServer server)
    {
        var now = DateTimeOffset.UtcNow;
        return new JsonObject
        {
            ["iss"] = "asserting",
            ["sub"] = "asserting",
            ["aud"] = server.Issuer,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(1).ToUnixTimeSeconds(),
        };
    }

    // The refresh token is no token, so invalid_grant says: the client was believed.
    private static Task<Answer> AssertAsync(RunningServer server, string assertion) => server.Http.PostAsync(
        "/connect/token",
        [("grant_type", "refresh_token"), ("refresh_token", "nothing"), ("client_assertion_type", AssertionType), ("client_assertion", assertion)]);
}
