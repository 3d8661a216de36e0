using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol;

/// <summary>Forged access tokens and ID tokens open nothing anywhere (JWT-01, JWT-02, JWT-04, JWT-10, JWT-14, V041, V045; ASVS 9.1).</summary>
public sealed class JwtForgeryTests(Servers servers)
{
    [Fact]
    public async Task No_forgery_of_an_access_token_is_believed()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Mobile);
        var token = (await client.PasswordAsync(People.Ada)).ShouldSucceed().AccessToken;

        foreach (var (name, forged) in Forgeries(token, await server.KeysAsync()))
        {
            (await client.UserInfoAsync(forged)).Status.ShouldBe(401, name);
            (await server.As(Registrations.OrdersApi).IntrospectAsync(forged)).ShouldBeInactive();
        }

        (await client.UserInfoAsync(token)).ShouldSucceed();
    }

    [Fact]
    public async Task No_forgery_of_an_id_token_ends_a_session()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var tokens = await client.SignInAsync(People.Ada, "openid", browser);

        foreach (var (name, forged) in Forgeries(tokens.IdToken, await server.KeysAsync()))
        {
            var page = await browser.OpenAsync("/connect/logout" + Wire.Query(
                [("id_token_hint", forged), ("post_logout_redirect_uri", Registrations.Web.PostLogoutRedirectUri)]));

            page.Callback.ShouldBeNull(name);
            browser.HasSession.ShouldBeTrue(name);
        }
    }

    [Fact]
    public async Task No_forgery_of_an_id_token_is_a_hint()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var tokens = await client.SignInAsync(People.Ada, "openid", browser);

        foreach (var (name, forged) in Forgeries(tokens.IdToken, await server.KeysAsync()))
        {
            var request = client.Authorization().With("prompt", "none").With("id_token_hint", forged);

            (await browser.OpenAsync(request.Url)).AtClient()["code"].ShouldBeNull(name);
        }
    }

    [Fact]
    public async Task A_key_at_an_address_in_the_header_is_never_fetched()
    {
        // JWT-04: jku and x5u point at a listener of ours that must stay alone.
        var server = await servers.AnyAsync();
        using var canary = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        canary.Start();
        using var stranger = new JwtSigner();
        var address = $"http://127.0.0.1:{((System.Net.IPEndPoint)canary.LocalEndpoint).Port}/keys";
        var token = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed().AccessToken;
        var claims = JsonNode.Parse(Jwt.Parse(token).Payload.GetRawText())!.AsObject();

        foreach (var header in new[] { "jku", "x5u" })
        {
            var forged = stranger.Sign(claims, "at+jwt", new JsonObject { [header] = address, ["kid"] = "evil" });
            (await server.As(Registrations.Mobile).UserInfoAsync(forged)).ShouldRefuseBearer();
        }

        canary.Pending().ShouldBeFalse("the server went and fetched a stranger's key");
    }

    [Fact]
    public async Task A_million_dots_cost_nothing()
    {
        // V045, JWT-14: bounded work, a clean refusal.
        var server = await servers.AnyAsync();
        var dots = new string('.', 60 * 1024);

        var answer = await server.As(Registrations.OrdersApi).IntrospectAsync(dots);
        var pbes = Base64Url.Encode("""{"alg":"PBES2-HS256+A128KW","enc":"A128CBC-HS256","p2c":1000000000,"p2s":"AAAA"}""") + ".AAAA.AAAA.AAAA.AAAA";
        var encrypted = await server.As(Registrations.OrdersApi).IntrospectAsync(pbes);

        answer.ShouldBeInactive();
        encrypted.ShouldBeInactive();
    }

    private static IEnumerable<(string Name, string Token)> Forgeries(string token, JsonElement keys)
    {
        var parts = token.Split('.');
        var header = JsonNode.Parse(Base64Url.Decode(parts[0]))!.AsObject();
        var payload = JsonNode.Parse(Base64Url.Decode(parts[1]))!.AsObject();
        var key = keys.GetProperty("keys").EnumerateArray().Single(item => item.GetProperty("kid").GetString() == header["kid"]!.GetValue<string>());

        foreach (var algorithm in new[] { "\"none\"", "\"None\"", "\"NONE\"", "\"\"", "[\"none\"]", "null" })
        {
            var unsigned = (JsonObject)header.DeepClone();
            unsigned["alg"] = JsonNode.Parse(algorithm);
            yield return ($"alg {algorithm}", $"{Base64Url.Encode(unsigned.ToJsonString())}.{parts[1]}.");
            yield return ($"alg {algorithm} with signature", $"{Base64Url.Encode(unsigned.ToJsonString())}.{parts[1]}.{parts[2]}");
        }

        var secrets = new List<byte[]> { Encoding.UTF8.GetBytes(key.GetRawText()), Encoding.UTF8.GetBytes(Pem(key)), Encoding.UTF8.GetBytes(header["kid"]!.GetValue<string>()) };
        secrets.Add(Base64Url.Decode(key.GetProperty(key.TryGetProperty("n", out _) ? "n" : "x").GetString()!));
        foreach (var secret in secrets)
        {
            var confused = (JsonObject)header.DeepClone();
            confused["alg"] = "HS256";
            yield return ("HMAC by a public key", JwtSigner.SignWithHmac(confused, payload, secret));
        }

        yield return ("no signature", $"{parts[0]}.{parts[1]}.");
        yield return ("zero signature", $"{parts[0]}.{parts[1]}.{Base64Url.Encode(new byte[Base64Url.Decode(parts[2]).Length])}");
        yield return ("half a signature", $"{parts[0]}.{parts[1]}.{parts[2][..(parts[2].Length / 2 / 4 * 4)]}");

        payload["sub"] = Guid.Empty.ToString();
        yield return ("another subject", $"{parts[0]}.{Base64Url.Encode(payload.ToJsonString())}.{parts[2]}");
        using var stranger = new JwtSigner();
        var type = header["typ"]?.GetValue<string>();
        yield return ("a stranger's key", stranger.Sign(payload, type));
        yield return ("a stranger's key under our key's name", stranger.Sign(payload, type, new JsonObject { ["kid"] = header["kid"]!.GetValue<string>() }));
        yield return ("a key brought along", stranger.Sign(payload, type, new JsonObject { ["jwk"] = stranger.PublicKey }));
    }

    private static string Pem(JsonElement key)
    {
        static byte[] Bytes(JsonElement key, string name) => Base64Url.Decode(key.GetProperty(name).GetString()!);
        if (key.TryGetProperty("n", out _))
        {
            using var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") });
            return rsa.ExportSubjectPublicKeyInfoPem();
        }

        using var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Bytes(key, "x"), Y = Bytes(key, "y") } });
        return ecdsa.ExportSubjectPublicKeyInfoPem();
    }
}
