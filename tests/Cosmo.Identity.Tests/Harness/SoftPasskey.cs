using System.Buffers.Binary;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>An authenticator with one passkey, and the browser that speaks for it (WebAuthn Level 3 §6): as honest as it is told to be.</summary>
public sealed class SoftPasskey : IDisposable
{
    /// <summary>Shows a person their passkeys.</summary>
    public const string PasskeysPath = "/account/passkeys";

    /// <summary>Signs in by one.</summary>
    public const string LoginPath = "/login/passkey";

    /// <summary>Confirms by one.</summary>
    public const string ConfirmPath = "/account/confirm/passkey";

    private const byte IsPresent = 0x01;
    private const byte IsVerified = 0x04;
    private const byte HasCredential = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _id = Base64Url.Encode(RandomNumberGenerator.GetBytes(32));
    private readonly string _origin;
    private string _userHandle = "";

    private SoftPasskey(string origin) => _origin = origin;

    /// <summary>How often it was used.</summary>
    public uint SignCount { get; set; }

    /// <summary>Adds one in the session of the browser.</summary>
    public static async Task<SoftPasskey> AddAsync(RunningServer server, Browser browser, string name = "Test key", CreationLie? lie = null)
    {
        var passkey = new SoftPasskey(server.Issuer);
        var page = (await browser.OpenAsync(PasskeysPath)).At(PasskeysPath);
        var done = await browser.SubmitAsync(page, "credential", ("name", name), ("credential", passkey.Create(OptionsOn(page), lie ?? new CreationLie())));
        passkey.Answer = done;
        return passkey;
    }

    /// <summary>The page after it was added.</summary>
    public Page? Answer { get; private set; }

    /// <summary>Signs in by it; the page that comes of it.</summary>
    public async Task<Page> SignInAsync(Browser browser, AssertionLie? lie = null, string url = LoginPath)
    {
        var page = await browser.OpenAsync(url);
        return await browser.SubmitAsync(page, "credential", ("credential", Get(OptionsOn(page), lie)));
    }

    /// <summary>What a page asks the browser.</summary>
    public static JsonElement OptionsOn(Page page) =>
        JsonDocument.Parse(page.Document.QuerySelector("form[data-options]").ShouldNotBeNull(page.Answer.ToString()).GetAttribute("data-options")!).RootElement;

    /// <summary>The answer to a challenge, as <c>PublicKeyCredential.toJSON()</c> has it.</summary>
    public string Get(JsonElement options, AssertionLie? lie = null)
    {
        lie ??= new AssertionLie();
        var clientData = ClientData("webauthn.get", lie.Challenge ?? options.GetProperty("challenge").GetString()!, lie.Origin ?? _origin);
        var data = AuthenticatorData(lie.Domain ?? options.GetProperty("rpId").GetString()!, lie.Flags ?? (IsPresent | IsVerified), lie.SignCount ?? ++SignCount);
        var signature = _key.SignData([.. data, .. SHA256.HashData(clientData)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        if (lie.BreakSignature)
        {
            signature = _key.SignData([1], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }

        return Credential(
            lie.RawId ?? _id,
            new JsonObject
            {
                ["clientDataJSON"] = Base64Url.Encode(clientData),
                ["authenticatorData"] = Base64Url.Encode(data),
                ["signature"] = Base64Url.Encode(signature),
                ["userHandle"] = lie.UserHandle ?? _userHandle,
            });
    }

    /// <inheritdoc />
    public void Dispose() => _key.Dispose();

    private string Create(JsonElement options, CreationLie lie)
    {
        _userHandle = options.GetProperty("user").GetProperty("id").GetString()!;
        var clientData = ClientData("webauthn.create", options.GetProperty("challenge").GetString()!, lie.Origin ?? _origin);
        var id = Base64Url.Decode(_id);
        byte[] data =
        [
            .. AuthenticatorData(options.GetProperty("rp").GetProperty("id").GetString()!, lie.Flags ?? (IsPresent | IsVerified | HasCredential), SignCount),
            .. new byte[16], (byte)(id.Length >> 8), (byte)id.Length, .. id, .. PublicKey(lie.Algorithm),
        ];
        var writer = new CborWriter();
        writer.WriteStartMap(3);
        writer.WriteTextString("fmt");
        writer.WriteTextString("none");
        writer.WriteTextString("attStmt");
        writer.WriteStartMap(0);
        writer.WriteEndMap();
        writer.WriteTextString("authData");
        writer.WriteByteString([.. data, .. new byte[lie.Excess]]);
        writer.WriteEndMap();
        return Credential(
            _id,
            new JsonObject
            {
                ["clientDataJSON"] = Base64Url.Encode(clientData),
                ["attestationObject"] = Base64Url.Encode(writer.Encode()),
                ["transports"] = new JsonArray("internal", "<script>"),
            });
    }

    private string Credential(string rawId, JsonObject response) => new JsonObject
    {
        ["id"] = _id,
        ["rawId"] = rawId,
        ["type"] = "public-key",
        ["authenticatorAttachment"] = "platform",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    }.ToJsonString();

    private static byte[] ClientData(string type, string challenge, string origin) =>
        Encoding.UTF8.GetBytes(new JsonObject { ["type"] = type, ["challenge"] = challenge, ["origin"] = origin, ["crossOrigin"] = false }.ToJsonString());

    private static byte[] AuthenticatorData(string domain, int flags, uint signCount)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, signCount);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(domain)), (byte)flags, .. count];
    }

    // COSE_Key (RFC 9052 §7) of an elliptic curve: kty, alg, crv, x, y.
    private byte[] PublicKey(int algorithm)
    {
        var point = _key.ExportParameters(false).Q;
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(5);
        writer.WriteInt32(1);
        writer.WriteInt32(2);
        writer.WriteInt32(3);
        writer.WriteInt32(algorithm);
        writer.WriteInt32(-1);
        writer.WriteInt32(1);
        writer.WriteInt32(-2);
        writer.WriteByteString(point.X!);
        writer.WriteInt32(-3);
        writer.WriteByteString(point.Y!);
        writer.WriteEndMap();
        return writer.Encode();
    }
}

/// <summary>What an authenticator or a browser may say wrongly when a passkey is made.</summary>
public sealed record CreationLie
{
    /// <summary>COSE algorithm; -7 is ES256.</summary>
    public int Algorithm { get; init; } = -7;

    /// <summary>Flags of the authenticator data.</summary>
    public int? Flags { get; init; }

    /// <summary>Where it was made.</summary>
    public string? Origin { get; init; }

    /// <summary>Bytes too many.</summary>
    public int Excess { get; init; }
}

/// <summary>What an authenticator or a browser may say wrongly when a passkey is used.</summary>
public sealed record AssertionLie
{
    /// <summary>Flags of the authenticator data: 1 present, 4 verified.</summary>
    public int? Flags { get; init; }

    /// <summary>Its counter.</summary>
    public uint? SignCount { get; init; }

    /// <summary>Where it was used.</summary>
    public string? Origin { get; init; }

    /// <summary>For which domain.</summary>
    public string? Domain { get; init; }

    /// <summary>What was asked.</summary>
    public string? Challenge { get; init; }

    /// <summary>Whose it is, base64url.</summary>
    public string? UserHandle { get; init; }

    /// <summary>Its other name.</summary>
    public string? RawId { get; init; }

    /// <summary>Signed something else.</summary>
    public bool BreakSignature { get; init; }
}
