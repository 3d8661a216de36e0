using System.ComponentModel.DataAnnotations;
using Cosmo.Identity.Settings;

namespace Cosmo.Identity.Threats.Detection;

/// <summary>
/// When a rule sees an attack. Each node counts what it sees itself: with n nodes an attack that is spread evenly is seen after at
/// most n × (threshold − 1) + 1 tries, so the defaults are low enough for two.
/// </summary>
internal sealed class DetectionOptions
{
    public const string Section = "Threats:Detection";

    private const string Threshold = "must be from 2 to 256";

    /// <summary>How far back the rules look. Default 10 minutes; what is slower is the score's.</summary>
    [DurationBetween("00:01:00", "01:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a person who signed in speaks for the address. Default 12 hours.</summary>
    [DurationBetween("00:01:00", "7.00:00:00")]
    public TimeSpan TrustWindow { get; set; } = TimeSpan.FromHours(12);

    /// <summary>One password on so many names by one address, none of which signed in there, is a password spray. Default 15.</summary>
    [Range(2, 256, ErrorMessage = Threshold)]
    public int SprayNames { get; set; } = 15;

    /// <summary>So many names that fail and none of which signed in, by one address, are credential stuffing. Default 25.</summary>
    [Range(2, 256, ErrorMessage = Threshold)]
    public int StuffingNames { get; set; } = 25;

    /// <summary>So many distinct pairs of name and password by one address are guessing, however few names. Default 40.</summary>
    [Range(2, 256, ErrorMessage = Threshold)]
    public int GuessedPairs { get; set; } = 40;

    /// <summary>So many distinct bad tokens by one address are a token scan. Default 50.</summary>
    [Range(2, 256, ErrorMessage = Threshold)]
    public int ScannedTokens { get; set; } = 50;

    /// <summary>Reused tokens of so many people by one address are the use of a stolen store of tokens. Default 3.</summary>
    [Range(2, 256, ErrorMessage = Threshold)]
    public int StolenTokens { get; set; } = 3;

    /// <summary>So many scanner paths, traversals and injections by one address are a scan for holes. Default 20.</summary>
    [Range(2, 256, ErrorMessage = Threshold)]
    public int Probes { get; set; } = 20;

    /// <summary>Failures on one account from so many addresses are an attack on it. Default 10.</summary>
    [Range(2, 256, ErrorMessage = Threshold)]
    public int AttackingAddresses { get; set; } = 10;

    /// <summary>How many addresses, and how many accounts, are watched at once; the longest quiet is forgotten first. Default 20000.</summary>
    [Range(100, 1_000_000, ErrorMessage = "must be from 100 to 1000000")]
    public int MostWatched { get; set; } = 20_000;
}
