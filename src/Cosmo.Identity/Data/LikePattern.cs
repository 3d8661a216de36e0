namespace Cosmo.Identity.Data;

/// <summary>Patterns for <c>LIKE … ESCAPE '\'</c> in which what somebody typed means itself.</summary>
internal static class LikePattern
{
    public static string Beginning(string text) => Escape(text) + '%';

    public static string Holding(string text) => '%' + Escape(text) + '%';

    private static string Escape(string text) => text
        .Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
