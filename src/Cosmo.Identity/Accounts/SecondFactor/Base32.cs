using System.Text;

namespace Cosmo.Identity.Accounts.SecondFactor;

/// <summary>Bytes as letters and digits that people can type (RFC 4648 §6), without padding.</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int BitsPerCharacter = 5;

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder((bytes.Length * 8 / BitsPerCharacter) + 1);
        var (buffer, bits) = (0, 0);
        foreach (var one in bytes)
        {
            buffer = ((buffer << 8) | one) & 0xFFFF;
            bits += 8;
            while (bits >= BitsPerCharacter)
            {
                bits -= BitsPerCharacter;
                text.Append(Alphabet[(buffer >> bits) & 31]);
            }
        }

        return bits == 0 ? text.ToString() : text.Append(Alphabet[(buffer << (BitsPerCharacter - bits)) & 31]).ToString();
    }
}
