using System.Globalization;

namespace Cosmo.Identity.Unicode;

/// <summary>The data of <c>nfkc.txt</c>, which <c>make-nfkc.py</c> writes; read when the first name comes that is not ASCII.</summary>
internal sealed class NfkcTable
{
    private readonly Dictionary<int, byte> classes = [];
    private readonly List<(int First, int Last)> assigned = [];

    private NfkcTable()
    {
    }

    /// <summary>Full compatibility decompositions, but for Hangul.</summary>
    public Dictionary<int, int[]> Decompositions { get; } = [];

    /// <summary>Primary composites by their two parts.</summary>
    public Dictionary<(int First, int Second), int> Compositions { get; } = [];

    public static NfkcTable Load()
    {
        var table = new NfkcTable();
        using var stream = typeof(NfkcTable).Assembly.GetManifestResourceStream("nfkc.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            table.Add(line);
        }

        return table;
    }

    /// <summary>Canonical combining class; 0 for letters.</summary>
    public int ClassOf(int point) => classes.GetValueOrDefault(point);

    /// <summary>Whether the table's version of Unicode knows the code point.</summary>
    public bool IsAssigned(int point)
    {
        var index = assigned.BinarySearch((point, int.MaxValue));
        var range = index < 0 ? ~index - 1 : index;
        return range >= 0 && point <= assigned[range].Last;
    }

    private void Add(string line)
    {
        var fields = line.Split(' ');
        switch (fields[0])
        {
            case "V":
                assigned.Add((Hex(fields[1]), Hex(fields[2])));
                break;
            case "K":
                Decompositions[Hex(fields[1])] = [.. fields.Skip(2).Select(Hex)];
                break;
            case "O":
                classes[Hex(fields[1])] = byte.Parse(fields[2], CultureInfo.InvariantCulture);
                break;
            case "P":
                Compositions[(Hex(fields[2]), Hex(fields[3]))] = Hex(fields[1]);
                break;
        }
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
