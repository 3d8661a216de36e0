using System.Buffers;

namespace Cosmo.Identity.Threats.Inspection;

/// <summary>Ways out of a folder, as they are written: plain, encoded, encoded twice, with backslashes, in overlong UTF-8.</summary>
internal static class PathTraversal
{
    /// <summary>UTF-8 that no encoder writes for a dot, a slash and a backslash.</summary>
    private static readonly SearchValues<string> Overlong = SearchValues.Create(
        ["%c0%ae", "%c0%af", "%c1%9c", "%c1%1c", "%c0%2e", "%c0%2f", "%e0%80%ae", "%e0%80%af", "%f0%80%80%ae"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Targets = SearchValues.Create(
        ["/etc/passwd", "/etc/shadow", "/etc/hosts", "/proc/self/", "\\win.ini", "/win.ini", "boot.ini", "\\windows\\system32"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the path of a request line tries it; browsers take dot segments out themselves.</summary>
    /// <param name="raw">As it was sent.</param>
    /// <param name="decoded">Decoded as often as it can be.</param>
    public static bool IsInPath(ReadOnlySpan<char> raw, ReadOnlySpan<char> decoded) =>
        raw.ContainsAny(Overlong) || decoded.Contains('\0') || Climbs(decoded) > 0;

    /// <summary>Whether the value of a parameter tries it; one step may stand in anybody's URL.</summary>
    /// <inheritdoc cref="IsInPath"/>
    public static bool IsInValue(ReadOnlySpan<char> raw, ReadOnlySpan<char> decoded) =>
        raw.ContainsAny(Overlong) || Climbs(decoded) > 1 || decoded.ContainsAny(Targets);

    /// <summary>How many segments are two dots, behind which a server of another kind may take a semicolon for an end.</summary>
    private static int Climbs(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (text.IndexOf("..", StringComparison.Ordinal) is >= 0 and var at)
        {
            var isStart = at == 0 || text[at - 1] is '/' or '\\' or '=';
            var rest = text[(at + 2)..];
            if (isStart && (rest.IsEmpty || rest[0] is '/' or '\\' or ';'))
            {
                count++;
            }

            text = rest;
        }

        return count;
    }
}
