using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Cosmo.Identity.Provisioning;

/// <summary>Reads the public keys of a client (RFC 7517) and keeps only what verifies a signature: nothing in them is ever fetched or followed.</summary>
internal static class KeySetRules
{
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    public static JsonObject? Read(ObjectReader? set)
    {
        if (set is null)
        {
            return null;
        }

        var kids = new HashSet<string>(StringComparer.Ordinal);
        var keys = new JsonArray();
        foreach (var key in set.Objects("keys"))
        {
            if (ReadKey(key, kids) is { } accepted)
            {
                keys.Add((JsonNode)accepted);
            }
        }

        set.RefuseTheRest();
        if (!set.Has("keys"))
        {
            set.Fault("keys", "is missing");
        }
        else if (keys.Count == 0)
        {
            set.Fault("keys", "has no usable key");
        }

        return new JsonObject { ["keys"] = keys };
    }

    private static JsonObject? ReadKey(ObjectReader key, HashSet<string> kids)
    {
        var before = key.Faults;
        foreach (var member in PrivateMembers.Where(key.Has))
        {
            key.Fault(member, "is part of a private key: register the public key, and make a new pair, since this one has been shown");
        }

        var type = key.OneOf("kty", "RSA", "EC");
        if (type is null && !key.Has("kty"))
        {
            key.Fault("kty", "is missing");
        }

        var kid = key.Text("kid", text => text.Length > 200 ? "is longer than 200 characters" : kids.Add(text) ? null : $"'{ObjectReader.Quote(text)}' is given twice");
        key.OneOf("use", "sig");
        var (material, algorithms) = type switch
        {
            "RSA" => (ReadRsa(key), ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]),
            "EC" => ReadEc(key),
            _ => ((JsonObject?)null, (string[])[]),
        };
        var algorithm = algorithms.Length == 0 ? null : key.OneOf("alg", algorithms);

        // Certificates, thumbprints, key_ops and names we do not know say nothing that is used here (RFC 7517 §4).
        key.Rest();
        if (material is null || key.Faults > before)
        {
            return null;
        }

        material["use"] = "sig";
        material["kid"] = kid;
        material["alg"] = algorithm;
        foreach (var absent in material.Where(member => member.Value is null).Select(member => member.Key).ToList())
        {
            material.Remove(absent);
        }

        return material;
    }

    private static JsonObject? ReadRsa(ObjectReader key)
    {
        var n = key.Text("n", text => Bytes(text) switch
        {
            null => "must be base64url",
            var modulus when modulus.Length == 0 || modulus[0] == 0 => "must not begin with zero octets (RFC 7518 §6.3.1.1)",
            var modulus when BitLength(modulus) < 2048 => $"has {BitLength(modulus)} bits; an RSA key needs 2048 or more",
            var modulus when BitLength(modulus) > 8192 => "has more than 8192 bits",
            var modulus when (modulus[^1] & 1) == 0 => "is even: no RSA modulus",
            _ => null,
        }, required: true);
        // Exponent 1 makes every text its own signature; an even one makes no key at all.
        var e = key.Text("e", text => Bytes(text) switch
        {
            null => "must be base64url",
            { Length: 0 or > 4 } => "must be an odd number from 3 to 4294967295",
            var exponent when (exponent[^1] & 1) == 0 || exponent.Aggregate(0UL, (value, octet) => (value << 8) | octet) < 3 => "must be an odd number from 3 to 4294967295",
            _ => null,
        }, required: true);
        return n is null || e is null ? null : new JsonObject { ["kty"] = "RSA", ["n"] = n, ["e"] = e };
    }

    private static (JsonObject? Key, string[] Algorithms) ReadEc(ObjectReader key)
    {
        var (curve, length, algorithm) = key.OneOf("crv", "P-256", "P-384", "P-521") switch
        {
            "P-256" => (ECCurve.NamedCurves.nistP256, 32, "ES256"),
            "P-384" => (ECCurve.NamedCurves.nistP384, 48, "ES384"),
            "P-521" => (ECCurve.NamedCurves.nistP521, 66, "ES512"),
            _ => (default, 0, ""),
        };
        if (length == 0)
        {
            if (!key.Has("crv"))
            {
                key.Fault("crv", "is missing");
            }

            return (null, []);
        }

        string? Coordinate(string text) => Bytes(text)?.Length == length ? null : $"must be {length} octets in base64url";
        var x = key.Text("x", Coordinate, required: true);
        var y = key.Text("y", Coordinate, required: true);
        if (x is null || y is null)
        {
            return (null, [algorithm]);
        }

        if (!IsOnCurve(curve, Bytes(x)!, Bytes(y)!))
        {
            key.Fault("x", "and y are no point of the curve");
        }

        return (new JsonObject { ["kty"] = "EC", ["crv"] = key.Text("crv"), ["x"] = x, ["y"] = y }, [algorithm]);
    }

    private static bool IsOnCurve(ECCurve curve, byte[] x, byte[] y)
    {
        try
        {
            using var key = ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = x, Y = y } });
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static int BitLength(byte[] number) => (number.Length * 8) - (byte.LeadingZeroCount(number[0]));

    private static byte[]? Bytes(string text)
    {
        try
        {
            return text.Contains('=') ? null : Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
