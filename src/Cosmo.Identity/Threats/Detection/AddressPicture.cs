namespace Cosmo.Identity.Threats.Detection;

/// <summary>What one subscriber did of late, as figures: all that the rules on addresses look at.</summary>
internal readonly record struct AddressPicture
{
    /// <summary>Distinct names that failed and did not sign in from here.</summary>
    public int UnresolvedNames { get; init; }

    /// <summary>How many of them were tried with one and the same password.</summary>
    public int NamesWithOnePassword { get; init; }

    /// <summary>Distinct pairs of name and password.</summary>
    public int Pairs { get; init; }

    /// <summary>Distinct tokens that are not good.</summary>
    public int BadTokens { get; init; }

    /// <summary>People whose tokens were used a second time.</summary>
    public int StolenTokens { get; init; }

    /// <summary>Scanner paths, traversals and injections.</summary>
    public int Probes { get; init; }

    /// <summary>People who signed in or were active here: each allows one more of everything.</summary>
    public int GoodUsers { get; init; }

    /// <summary>More people than are counted: a website or a carrier. No rule judges it; the score does, by proportion.</summary>
    public bool IsCrowd { get; init; }
}
