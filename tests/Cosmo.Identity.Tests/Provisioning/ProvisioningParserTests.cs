using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Provisioning;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Provisioning;

/// <summary>What a provisioning file may say, and what is refused with its place (contract: Provisioning file; R-01, R-17, R-18, V001, V003, V005, XSS-04, JWT-11, MAIL-01, NORM-01).</summary>
public sealed class ProvisioningParserTests
{
    [Theory]
    [InlineData("https://rp.example/callback")]
    [InlineData("https://rp.example/callback?tenant=1")]
    [InlineData("https://rp.example:8443")]
    [InlineData("http://localhost:5090/signin-oidc")]
    [InlineData("http://127.0.0.1/callback")]
    [InlineData("http://[::1]:7000/callback")]
    public void A_redirect_uri_over_https_or_on_the_machine_itself_is_accepted(string uri) => Accept(WithRedirect(uri));

    [Theory]
    [InlineData("http://rp.example/callback")]
    [InlineData("http://localhost.evil.example/callback")]
    [InlineData("http://localhost:80@evil.example/")]
    [InlineData("https://user@rp.example/callback")]
    [InlineData("https://rp.example/callback#fragment")]
    [InlineData("https://rp.example/callback#")]
    [InlineData("https://rp.example/callback?code=1")]
    [InlineData("https://rp.example/callback?x=1&%73tate=2")]
    [InlineData("https://rp.example/callback?ISS=x")]
    [InlineData("https://rp.example/a/../callback")]
    [InlineData("https://rp.example/a/%2e%2e/callback")]
    [InlineData("https://rp.example/..;/callback")]
    [InlineData("https://rp.example/a%2fb")]
    [InlineData("https://rp.example/a%5cb")]
    [InlineData("https://rp.example/a%00b")]
    [InlineData("https://rp.example\\callback")]
    [InlineData("https://rp.example/call back")]
    [InlineData("https://*.rp.example/callback")]
    [InlineData("https:///callback")]
    [InlineData("https:callback")]
    [InlineData("/callback")]
    [InlineData("//rp.example/callback")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("com.example.app:/callback")]
    public void A_redirect_uri_that_could_lead_elsewhere_is_refused(string uri) =>
        Refuse(WithRedirect(uri)).ShouldHaveSingleItem().ShouldStartWith("clients[0].redirect_uris[0]: ");

    [Theory]
    [InlineData("com.example.app:/callback", true)]
    [InlineData("com.example.app:/a/../callback", false)]
    [InlineData("myapp://callback", false)]
    [InlineData("javascript:alert(1)", false)]
    public void A_native_client_has_a_scheme_of_its_own_domain(string uri, bool accepted)
    {
        var file = WithRedirect(uri);
        Client(file)["application_type"] = "native";

        (ProvisioningParser.Parse(Bytes(file)) is ProvisioningParsing.Accepted).ShouldBe(accepted);
    }

    [Fact]
    public void All_faults_are_told_at_once_each_with_its_place()
    {
        var file = WithRedirect("/relative");
        Client(file)["colour"] = "blue";
        Client(file)["subject_type"] = "pairwise";
        file["users"] = new JsonArray(new JsonObject { ["username"] = "ann", ["email"] = "a@b@c" });

        Refuse(file).Select(error => error.Split(": ")[0])
            .ShouldBe(["clients[0].redirect_uris[0]", "clients[0].subject_type", "clients[0].colour", "users[0].email"]);
    }

    [Theory]
    [InlineData("id_token_encrypted_response_alg")]
    [InlineData("frontchannel_logout_uri")]
    [InlineData("sector_identifier_uri")]
    [InlineData("request_uris")]
    [InlineData("initiate_login_uri")]
    [InlineData("userinfo_signed_response_alg")]
    [InlineData("software_statement")]
    public void Registered_metadata_without_effect_is_refused_as_not_supported_yet(string name)
    {
        var file = WithRedirect("https://rp.example/");
        Client(file)[name] = "https://rp.example/";

        Refuse(file).ShouldHaveSingleItem().ShouldStartWith($"clients[0].{name}: not supported yet: ");
    }

    [Theory]
    [InlineData("a\r\nBcc: b@y.example@x.example")]
    [InlineData("a@x.example\r\nBcc: b@y.example")]
    [InlineData("\"a\nb\"@x.example")]
    [InlineData("a@x.example,b@y.example")]
    [InlineData("a@x@y.example")]
    [InlineData("a@x.example%0aCc:")]
    [InlineData("a")]
    public void An_email_that_is_not_one_address_is_refused(string email) =>
        Refuse(new JsonObject { ["users"] = new JsonArray(new JsonObject { ["username"] = "ann", ["email"] = email }) })
            .ShouldHaveSingleItem().ShouldStartWith("users[0].email: ");

    [Theory]
    [InlineData("alice", "ALICE")]
    [InlineData("alice", " alice ")]
    [InlineData("alice", "\uFF41\uFF4C\uFF49\uFF43\uFF45")]
    [InlineData("caf\u00E9", "cafe\u0301")]
    public void Two_spellings_of_a_user_name_are_one_user_declared_twice(string one, string other) =>
        Refuse(new JsonObject { ["users"] = new JsonArray(new JsonObject { ["username"] = one }, new JsonObject { ["username"] = other }) })
            .ShouldHaveSingleItem().ShouldStartWith("users[1].username: ");

    [Theory]
    [InlineData("al\u200Bice")]
    [InlineData("al\u202Eice")]
    [InlineData("al\nice")]
    public void A_user_name_with_hidden_characters_is_refused(string name) =>
        Refuse(new JsonObject { ["users"] = new JsonArray(new JsonObject { ["username"] = name }) })
            .ShouldHaveSingleItem().ShouldStartWith("users[0].username: ");

    [Fact]
    public void A_claim_that_this_server_makes_cannot_be_forged_by_the_file() =>
        Refuse(new JsonObject { ["users"] = new JsonArray(new JsonObject { ["username"] = "ann", ["claims"] = new JsonObject { ["sub"] = "x", ["role"] = "admin", ["department"] = "x" } }) })
            .Select(error => error.Split(": ")[0]).ShouldBe(["users[0].claims.sub", "users[0].claims.role"]);

    [Theory]
    [InlineData("019a217a-8680-7ddb-8c13-af28f398f20b")]
    [InlineData("019a217a86807ddb8c13af28f398f20b")]
    public void A_client_cannot_be_called_like_a_subject(string clientId)
    {
        var file = WithRedirect("https://rp.example/");
        Client(file)["client_id"] = clientId;

        Refuse(file).ShouldHaveSingleItem().ShouldStartWith("clients[0].client_id: ");
    }

    [Theory]
    [InlineData(1024, null)]
    [InlineData(2048, "AQ")]
    [InlineData(2048, "Ag")]
    public void A_weak_RSA_key_is_refused(int bits, string? exponent)
    {
        using var rsa = RSA.Create(bits);
        var key = PublicKey(rsa);
        key["e"] = exponent ?? key["e"]!.GetValue<string>();

        Refuse(WithKey(key)).ShouldContain(error => error.StartsWith("clients[0].jwks.keys[0].", StringComparison.Ordinal));
    }

    [Fact]
    public void A_private_key_is_refused()
    {
        using var rsa = RSA.Create(2048);
        var key = PublicKey(rsa);
        key["d"] = "AQAB";

        Refuse(WithKey(key)).ShouldContain(error => error.StartsWith("clients[0].jwks.keys[0].d: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_point_that_is_not_on_the_curve_is_refused()
    {
        var coordinate = Base64UrlEncoder.Encode(Enumerable.Repeat((byte)7, 32).ToArray());

        Refuse(WithKey(new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = coordinate, ["y"] = coordinate }))
            .ShouldContain(error => error.StartsWith("clients[0].jwks.keys[0].x: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_a_key_only_what_verifies_a_signature_is_kept()
    {
        using var rsa = RSA.Create(2048);
        var key = PublicKey(rsa);
        key["kid"] = "one";
        key["x5u"] = "https://evil.example/";
        key["x5c"] = new JsonArray("AAAA");

        var client = Accept(WithKey(key)).Clients[0];
        var entity = new Client();
        ClientMapping.Apply(client, entity);

        entity.JsonWebKeySet.ShouldNotBeNull().ShouldNotContain("\"x5");
        new JsonWebKeySet(entity.JsonWebKeySet).Keys.ShouldHaveSingleItem().Kid.ShouldBe("one");
    }

    [Fact]
    public void Metadata_is_mapped_to_what_the_client_may_do()
    {
        var file = WithRedirect("https://rp.example/");
        Client(file)["scope"] = "openid profile";
        Client(file)["require_pushed_authorization_requests"] = true;
        var entity = new Client();

        ClientMapping.Apply(Accept(file).Clients[0], entity);

        JsonNode.Parse(entity.Permissions!)!.AsArray().Select(node => node!.GetValue<string>()).ShouldBe(
            ["ept:authorization", "ept:pushed_authorization", "rst:code", "ept:end_session", "ept:token", "ept:revocation", "ept:introspection", "gt:authorization_code", "scp:openid", "scp:profile"],
            ignoreOrder: true);
        JsonNode.Parse(entity.Requirements!)!.AsArray().Select(node => node!.GetValue<string>()).ShouldBe(["ft:pkce", "ft:par"]);
        entity.ClientType.ShouldBe("confidential");
        entity.ConsentType.ShouldBe("explicit");
        entity.Metadata.ShouldNotBeNull().ShouldNotContain("the-secret");
        ClientMetadata.FromJson(entity.Metadata).RedirectUris.ShouldBe(["https://rp.example/"]);
    }

    [Theory]
    [InlineData("{\"clients\":[\n  {\"client_id\": }]}", "line 2, column 17: ")]
    [InlineData("", "line 1, column 1: ")]
    [InlineData("{\"users\":[{\"username\":\"\\ud800\"}]}", "users[0].username: ")]
    [InlineData("{\"users\":[{\"\\ud800\":1,\"username\":\"ann\"}]}", "users[0]: ")]
    [InlineData("{\"clients\":[],\"clients\":[]}", "clients: ")]
    [InlineData("{} // with a comment", "line 1, column 4: ")]
    public void Malformed_text_is_refused_with_its_place(string text, string place) =>
        ProvisioningParser.Parse(Encoding.UTF8.GetBytes(text)).ShouldBeOfType<ProvisioningParsing.Refused>()
            .Errors.ShouldHaveSingleItem().ShouldStartWith(place);

    [Fact]
    public void Text_that_is_no_UTF8_too_deep_or_too_long_is_refused()
    {
        byte[][] texts = [[0xFF, 0xFE, (byte)'{'], Encoding.UTF8.GetBytes($"{{\"users\":{new string('[', 100_000)}"), new byte[ProvisioningParser.MostBytes + 1]];

        texts.ShouldAllBe(text => ProvisioningParser.Parse(text) is ProvisioningParsing.Refused);
    }

    private static JsonObject WithRedirect(string uri) => new()
    {
        ["clients"] = new JsonArray(new JsonObject { ["client_id"] = "rp", ["client_secret"] = "the-secret", ["redirect_uris"] = new JsonArray(uri) }),
    };

    private static JsonObject WithKey(JsonObject key) => new()
    {
        ["clients"] = new JsonArray(new JsonObject
        {
            ["client_id"] = "rp",
            ["token_endpoint_auth_method"] = "private_key_jwt",
            ["grant_types"] = new JsonArray("client_credentials"),
            ["jwks"] = new JsonObject { ["keys"] = new JsonArray(key) },
        }),
    };

    private static JsonObject PublicKey(RSA rsa)
    {
        var parameters = rsa.ExportParameters(includePrivateParameters: false);
        return new JsonObject { ["kty"] = "RSA", ["n"] = Base64UrlEncoder.Encode(parameters.Modulus), ["e"] = Base64UrlEncoder.Encode(parameters.Exponent) };
    }

    private static JsonObject Client(JsonObject file) => file["clients"]![0]!.AsObject();

    private static byte[] Bytes(JsonObject file) => Encoding.UTF8.GetBytes(file.ToJsonString());

    private static ProvisioningFile Accept(JsonObject file) =>
        ProvisioningParser.Parse(Bytes(file)).ShouldBeOfType<ProvisioningParsing.Accepted>().File;

    private static IReadOnlyList<string> Refuse(JsonObject file) =>
        ProvisioningParser.Parse(Bytes(file)).ShouldBeOfType<ProvisioningParsing.Refused>().Errors;
}
