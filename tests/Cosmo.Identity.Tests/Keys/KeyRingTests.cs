using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cosmo.Identity.Keys;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Keys;

/// <summary>The ring signs with the newest key of an algorithm, publishes public members only, and derives the same secrets everywhere.</summary>
public sealed class KeyRingTests : IDisposable
{
    private readonly KeyDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_last_key_whose_time_has_come_signs_with_its_algorithm()
    {
        _directory.Filled();
        _directory.Write("signing-es256-20260301T000000Z.pem", NewEs256());
        _directory.Write("signing-es256-99991231T235959Z.pem", NewEs256());


        var keys = _directory.Load().Now;


        keys.ActiveFor("ES256").File.ShouldEndWith("signing-es256-20260301T000000Z.pem");
        keys.ActiveFor("ES256").SigningCredentials.Algorithm.ShouldBe("ES256");
        keys.ActiveFor("ES256").SigningCredentials.Kid.ShouldBe(keys.ActiveFor("ES256").Kid);
        keys.ActiveFor("RS256").SecurityKey.ShouldBeOfType<RsaSecurityKey>();
        Should.Throw<ArgumentOutOfRangeException>(() => keys.ActiveFor("HS256"));
    }

    [Fact]
    public void Key_ids_are_the_thumbprints_that_relying_parties_compute_themselves()
    {
        var keys = _directory.Filled();


        var published = new JsonWebKeySet(Encoding.UTF8.GetString(keys.Now.JwksUtf8)).Keys;


        published.Count.ShouldBe(2);
        foreach (var key in published)
        {
            Base64UrlEncoder.Encode(key.ComputeJwkThumbprint()).ShouldBe(key.Kid);
            keys.Now.Accepted.ShouldContain(mine => mine.Kid == key.Kid && mine.SecurityKey.KeyId == key.Kid);
        }
    }

    [Fact]
    public void The_thumbprint_is_that_of_the_example_in_RFC_7638()
    {
        var modulus = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";


        var thumbprint = JsonWebKeySetDocument.Thumbprint(new RSAParameters { Modulus = Base64UrlEncoder.DecodeBytes(modulus), Exponent = [1, 0, 1] });


        thumbprint.ShouldBe("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    [Fact]
    public void The_published_document_holds_public_members_only_and_active_keys_first()
    {
        _directory.Filled();
        _directory.Write("signing-es256-99991231T235959Z.pem", NewEs256());


        using var document = JsonDocument.Parse(_directory.Load().Now.JwksUtf8);


        var keys = document.RootElement.GetProperty("keys").EnumerateArray().ToList();
        keys.Select(key => string.Join(' ', key.EnumerateObject().Select(member => member.Name)))
            .ShouldBe(["kty use alg kid crv x y", "kty use alg kid n e", "kty use alg kid crv x y"]);
        keys[0].GetProperty("x").GetString()!.Length.ShouldBe(43);
        Base64Url.DecodeFromChars(keys[1].GetProperty("n").GetString()).Length.ShouldBe(256);
    }

    [Fact]
    public void What_the_active_key_signs_the_published_key_verifies()
    {
        var keys = _directory.Filled();
        var message = "header.payload"u8.ToArray();
        var published = new JsonWebKeySet(Encoding.UTF8.GetString(keys.Now.JwksUtf8));


        foreach (var algorithm in new[] { "ES256", "RS256" })
        {
            var active = keys.Now.ActiveFor(algorithm);
            var signature = active.SecurityKey.CryptoProviderFactory.CreateForSigning(active.SecurityKey, algorithm).Sign(message);


            var key = published.GetSigningKeys().Single(key => key.KeyId == active.Kid);
            var verifier = key.CryptoProviderFactory.CreateForVerifying(key, algorithm);
            verifier.Verify(message, signature).ShouldBeTrue();
            verifier.Verify("header.forgery"u8.ToArray(), signature).ShouldBeFalse();
        }
    }

    [Fact]
    public void Derived_secrets_differ_by_purpose_and_survive_a_restart()
    {
        var first = _directory.Filled();
        var second = _directory.Load();


        second.Derive("refresh-token-handle").ShouldBe(first.Derive("refresh-token-handle"));
        second.Derive("refresh-token-handle").Length.ShouldBe(32);
        second.Derive("data-protection").ShouldNotBe(second.Derive("refresh-token-handle"));
        second.EncryptionKey.Key.ShouldBe(first.EncryptionKey.Key);
        second.EncryptionKey.KeySize.ShouldBe(256);
    }

    [Fact]
    public void Tools_may_bring_keys_in_their_own_PEM_forms()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(3072);
        _directory.Write("signing-es256-1.pem", ecdsa.ExportECPrivateKeyPem());
        _directory.Write("signing-rs256-1.pem", rsa.ExportRSAPrivateKeyPem());
        _directory.Write("encryption.key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\r\n");


        _directory.Load().Lives.Count.ShouldBe(2);
    }

    private static string NewEs256()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
