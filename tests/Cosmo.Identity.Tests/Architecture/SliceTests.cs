using System.CodeDom.Compiler;
using System.Reflection;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Architecture;

/// <summary>The rules of design §1: who may know whom. Read from the compiled program, so that no spelling hides a dependency.</summary>
public sealed class SliceTests
{
    private static readonly Assembly Product = Assembly.Load("Cosmo.Identity");
    private static readonly Assembly Admin = Assembly.Load("Cosmo.Identity.Admin");
    private static readonly IReadOnlyList<(Type From, Type To)> All = Dependencies.Of(Product);
    private static readonly string[] GroundFloor = ["SecurityEvents", "RateLimits", "Mail", "Jobs", "Data", "Requests", "Passwords", "Settings", "Telemetry", "Languages", "Places"];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Protocol"] = ["Accounts", "Clients", "Sessions", "Keys", "Threats"],
        ["Accounts"] = ["Sessions", "Clients", "SecurityEvents"],
        ["Provisioning"] = ["Accounts", "Clients", "Sessions"],
        ["Threats"] = [],
        ["Sessions"] = [],
        ["Clients"] = [],
        ["Keys"] = [],
    };

    [Fact]
    public void Nothing_refers_to_the_protocol_but_the_list_of_slices()
    {
        Violations(All.Where(pair => Slice(pair.To) == "Protocol" && Slice(pair.From) is not ("Protocol" or ""))).ShouldBeEmpty();
    }

    [Fact]
    public void The_ground_floor_refers_to_no_slice()
    {
        // The schema is the one place where entities of all slices meet.
        Violations(All.Where(pair =>
            GroundFloor.Contains(Slice(pair.From)) && pair.From.Name != "CosmoDbContext" && !IsMigration(pair.From) && Allowed.ContainsKey(Slice(pair.To)))).ShouldBeEmpty();
    }

    [Fact]
    public void The_ground_floor_has_no_cycles()
    {
        var edges = All.Select(pair => (From: Slice(pair.From), To: Slice(pair.To)))
            .Where(edge => edge.From != edge.To && GroundFloor.Contains(edge.From) && GroundFloor.Contains(edge.To)).ToHashSet();

        edges.Where(edge => edges.Contains((edge.To, edge.From))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Protocol")]
    [InlineData("Accounts")]
    [InlineData("Sessions")]
    [InlineData("Clients")]
    [InlineData("Keys")]
    [InlineData("Provisioning")]
    [InlineData("Threats")]
    public void A_slice_refers_only_to_the_slices_below_it(string slice)
    {
        Violations(All.Where(pair =>
            Slice(pair.From) == slice && Allowed.ContainsKey(Slice(pair.To)) && Slice(pair.To) != slice && !Allowed[slice].Contains(Slice(pair.To)))).ShouldBeEmpty();
    }

    [Fact]
    public void OpenIddict_is_known_to_protocol_clients_and_data_only()
    {
        Violations(All.Where(pair =>
            pair.To.Namespace?.StartsWith("OpenIddict", StringComparison.Ordinal) == true && Slice(pair.From) is not ("Protocol" or "Clients" or "Data")
            // A property that a client inherits is of the library's type.
            && !(Slice(pair.From) == "Provisioning" && pair.To.Namespace == "OpenIddict.EntityFrameworkCore.Models"))).ShouldBeEmpty();
    }

    [Fact]
    public void Admin_knows_neither_the_database_nor_openiddict()
    {
        Violations(Dependencies.Of(Admin).Where(pair =>
            pair.To.Namespace is { } name && (name.StartsWith("OpenIddict", StringComparison.Ordinal) || name.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)))).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_not_needed_outside_is_internal_and_sealed()
    {
        var open = Product.GetTypes().Where(type =>
            type is { IsClass: true, IsAbstract: false, IsSealed: false, IsNested: false } && Slice(type) != "" && type.Namespace?.StartsWith("Cosmo.Identity", StringComparison.Ordinal) == true && !IsMigration(type)
            // The build makes the classes of texts.
            && type.GetCustomAttribute<GeneratedCodeAttribute>() is null);

        open.Select(type => type.FullName).ShouldBeEmpty();
    }

    [Fact]
    public void A_namespace_is_its_folder()
    {
        foreach (var project in new[] { "Cosmo.Identity", "Cosmo.Identity.Admin", "Cosmo.Identity.Server" })
        {
            var root = Path.Combine(Place.Repository, "src", project);
            foreach (var file in Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories).Where(IsWritten))
            {
                var folder = Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace('/', '.');
                if (File.ReadLines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal)) is not { } line)
                {
                    continue;
                }

                line.ShouldBe($"namespace {project}{(folder == "." ? "" : "." + folder)};", file);
            }
        }
    }

    [Fact]
    public void Every_type_carries_its_promise()
    {
        // Style C6.
        var declaration = new System.Text.RegularExpressions.Regex(
            @"^(public|internal)( (static|sealed|abstract|partial|readonly))* (class|record|record struct|struct|interface|enum) ", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        List<string> silent = [];
        foreach (var file in Directory.GetFiles(Path.Combine(Place.Repository, "src"), "*.cs", SearchOption.AllDirectories).Where(IsWritten))
        {
            var lines = File.ReadAllLines(file);
            for (var index = 0; index < lines.Length; index++)
            {
                var above = index - 1;
                while (above >= 0 && (lines[above].StartsWith('[') || lines[above].StartsWith("    ")))
                {
                    above--;
                }

                if (declaration.IsMatch(lines[index]) && (above < 0 || !lines[above].StartsWith("///", StringComparison.Ordinal)))
                {
                    silent.Add($"{Path.GetRelativePath(Place.Repository, file)}: {lines[index]}");
                }
            }
        }

        silent.ShouldBeEmpty();
    }

    private static bool IsWritten(string file) =>
        !file.Contains("/obj/") && !file.Contains("/bin/") && !file.Contains("/Migrations/");

    private static bool IsMigration(Type type) => type.Namespace?.Contains(".Migrations") == true;

    /// <summary>The first word after <c>Cosmo.Identity</c>; empty for the root, where slices are put together, and for anybody else's types.</summary>
    private static string Slice(Type type)
    {
        var words = (type.Namespace ?? "").Split('.');
        return type.Assembly == Product && words is ["Cosmo", "Identity", var slice, ..] ? slice : "";
    }

    private static IEnumerable<string> Violations(IEnumerable<(Type From, Type To)> pairs) =>
        pairs.Select(pair => $"{pair.From.FullName} -> {pair.To.FullName}").Distinct().Order();
}
