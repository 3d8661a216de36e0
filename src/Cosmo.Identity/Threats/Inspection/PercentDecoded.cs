using System.Buffers;
using System.Globalization;

namespace Cosmo.Identity.Threats.Inspection;

/// <summary>A piece of a request line, decoded up to three times: what is encoded twice is meant for the program behind. Bytes above ASCII stay single characters.</summary>
internal readonly ref struct PercentDecoded : IDisposable
{
    /// <summary>A probe stands at the beginning; what is longer is data.</summary>
    private const int LongestRead = 4096;

    private const int MostRounds = 3;

    private readonly char[] _rented;

    private PercentDecoded(char[] rented, int length)
    {
        _rented = rented;
        Text = rented.AsSpan(0, length);
    }

    public ReadOnlySpan<char> Text { get; }

    public static PercentDecoded Of(ReadOnlySpan<char> raw, bool plusIsSpace)
    {
        raw = raw[..Math.Min(raw.Length, LongestRead)];
        var rented = ArrayPool<char>.Shared.Rent(Math.Max(raw.Length, 1));
        raw.CopyTo(rented);
        if (plusIsSpace)
        {
            rented.AsSpan(0, raw.Length).Replace('+', ' ');
        }

        var length = raw.Length;
        for (var round = 0; round < MostRounds && Decode(rented, length) is { } shorter && shorter < length; round++)
        {
            length = shorter;
        }

        return new PercentDecoded(rented, length);
    }

    public void Dispose() => ArrayPool<char>.Shared.Return(_rented);

    private static int Decode(char[] text, int length)
    {
        var to = 0;
        for (var from = 0; from < length; from++)
        {
            if (text[from] == '%' && from + 2 < length && byte.TryParse(text.AsSpan(from + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                text[to++] = (char)value;
                from += 2;
            }
            else
            {
                text[to++] = text[from];
            }
        }

        return to;
    }
}
