using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Threats.Blocks;

/// <summary>Lists of networks as text: one in each line, an address or a CIDR; what follows a <c>#</c> is a comment.</summary>
public static class BlockList
{
    /// <summary>Longer texts are not read.</summary>
    public const int LongestText = 64 * 1024;

    /// <summary>So many networks may be blocked at once.</summary>
    public const int MostNetworks = 1000;

    private const int LongestQuote = 60;

    /// <summary>The lines that say something.</summary>
    internal static IReadOnlyList<Line> Read(string list) =>
        [.. list.Split('\n').Select((text, i) => (Number: i + 1, Text: text.Split('#')[0].Trim())).Where(line => line.Text.Length > 0)
            .Select(line => new Line(line.Number, line.Text, NetworkName.Parse(line.Text, out _)))];

    /// <summary>One of them.</summary>
    internal sealed record Line(int Number, string Text, NetworkName? Name)
    {
        public BadLine Bad(BlockFault fault) => new(Number, SafeText.Cut(Text, LongestQuote)!, fault);
    }
}
