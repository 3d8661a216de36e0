using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Architecture;

/// <summary>Imports stand in order: System first, the rest by name, static ones after, other names last. <c>dotnet format style</c> would compile everything again to see it.</summary>
public sealed class ImportTests
{
    private static readonly string[] Folders = ["src", "tests", "samples"];

    [Fact]
    public void Imports_are_in_order_in_every_file()
    {
        var files = Folders.Select(folder => Path.Combine(Place.Repository, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/") && !file.Contains("/Migrations/"))
            .ToList();

        files.Count.ShouldBeGreaterThan(500);
        files.Where(file => !AreInOrder(File.ReadLines(file))).Select(file => Path.GetRelativePath(Place.Repository, file)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, "using System;", "using System.Text;", "using Cosmo;", "using Xunit;", "using static System.Math;", "using A = Cosmo.B;")]
    [InlineData(true, "using Cosmo.Identity;", "using Cosmo.Identity.Data;", "using Cosmo.IdentityServer;")]
    [InlineData(false, "using Xunit;", "using Shouldly;")]
    [InlineData(false, "using Cosmo;", "using System;")]
    [InlineData(false, "using Cosmo.Identity.Data;", "using Cosmo.Identity;")]
    [InlineData(false, "using A = Cosmo.B;", "using Cosmo;")]
    public void Disorder_is_seen(bool expected, params string[] lines) => AreInOrder(lines).ShouldBe(expected);

    private static bool AreInOrder(IEnumerable<string> lines)
    {
        var imports = lines.TakeWhile(line => !line.StartsWith("namespace ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("using ", StringComparison.Ordinal) && line.EndsWith(';') && !line.Contains('('))
            .Select(line => line["using ".Length..^1]).ToList();
        return imports.SequenceEqual(imports.OrderBy(Kind).ThenBy(Name, Comparer<string[]>.Create(Compare)));
    }

    private static int Kind(string import) => import.Contains('=') ? 2 : import.StartsWith("static ", StringComparison.Ordinal) ? 1 : 0;

    private static string[] Name(string import) => (Kind(import) == 1 ? import["static ".Length..] : import).Split('=')[0].Trim().Split('.');

    private static int Compare(string[]? one, string[]? other)
    {
        var first = (other![0] == "System").CompareTo(one![0] == "System");
        var differing = one.Zip(other, (mine, theirs) => string.Compare(mine, theirs, StringComparison.OrdinalIgnoreCase)).FirstOrDefault(result => result != 0);
        return first != 0 ? first : differing != 0 ? differing : one.Length.CompareTo(other.Length);
    }
}
