namespace Cosmo.Identity.Admin.Clients;

/// <summary>A field of a form with what is wrong in it.</summary>
/// <param name="Name">The member that it sets.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Value">What stands in it.</param>
/// <param name="Hint">What it is for.</param>
/// <param name="Faults">What is wrong.</param>
internal sealed record FormField(string Name, string Label, string? Value, string? Hint, IEnumerable<string> Faults)
{
    /// <summary>Values one a line.</summary>
    public bool IsLines { get; init; }

    /// <summary>It has to be filled in.</summary>
    public bool IsRequired { get; init; }

    /// <summary>It is shown and stays as it is.</summary>
    public bool IsFixed { get; init; }

    /// <summary>How wide it may be.</summary>
    public int Longest { get; init; } = 2000;

    /// <summary>What there is to choose from; then it is a list.</summary>
    public IReadOnlyList<(string Value, string Words)>? Choices { get; init; }

    public bool IsWrong => Faults.Any();

    /// <summary>The elements that explain it.</summary>
    public string? DescribedBy => (IsWrong, Hint) switch
    {
        (true, null) => $"{Name}-fault",
        (true, _) => $"{Name}-fault {Name}-hint",
        (false, null) => null,
        _ => $"{Name}-hint",
    };
}
