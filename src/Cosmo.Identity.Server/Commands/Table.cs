namespace Cosmo.Identity.Server.Commands;

/// <summary>Rows on standard output, in columns as wide as their widest cell; control characters cannot get out.</summary>
internal static class Table
{
    public static void Write(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.Prepend(header).Select(row => row.Select(Visible).ToList()).ToList();
        var widths = Enumerable.Range(0, header.Count).Select(column => all.Max(row => row[column].Length)).ToList();
        foreach (var row in all)
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    private static string Visible(string text) => text.Length == 0 ? "-" : text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) : text;
}
