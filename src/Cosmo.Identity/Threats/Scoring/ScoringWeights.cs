using System.ComponentModel.DataAnnotations;

namespace Cosmo.Identity.Threats.Scoring;

/// <summary>
/// What each kind of hostile fact is worth, as <c>points at value</c>: see <see cref="FeatureWeight"/>. A sum of 100 and more is 100.
/// </summary>
internal sealed class ScoringWeights
{
    public const string Section = "Threats:Scoring";

    /// <summary>Failed and refused sign-ins.</summary>
    [FeatureWeight]
    public string Failures { get; set; } = "45 at 50";

    /// <summary>Distinct names that failed and did not sign in from the same address.</summary>
    [FeatureWeight]
    public string UnresolvedNames { get; set; } = "60 at 12";

    /// <summary>Existing accounts among them.</summary>
    [FeatureWeight]
    public string Accounts { get; set; } = "20 at 10";

    /// <summary>Names among them that no account has.</summary>
    [FeatureWeight]
    public string UnknownNames { get; set; } = "25 at 10";

    /// <summary>Distinct pairs of name and password.</summary>
    [FeatureWeight]
    public string Pairs { get; set; } = "45 at 50";

    /// <summary>People whose refresh tokens or codes were used a second time.</summary>
    [FeatureWeight]
    public string TokenReuse { get; set; } = "45 at 3";

    /// <summary>Tokens, codes and grants that are not good.</summary>
    [FeatureWeight]
    public string BadTokens { get; set; } = "85 at 150";

    /// <summary>Failed authentications of clients.</summary>
    [FeatureWeight]
    public string ClientFailures { get; set; } = "45 at 100";

    /// <summary>Paths that only scanners ask for.</summary>
    [FeatureWeight]
    public string ScannerPaths { get; set; } = "70 at 20";

    /// <summary>Path traversal and injection.</summary>
    [FeatureWeight]
    public string Probes { get; set; } = "70 at 10";

    /// <summary>Refusals by rate limits.</summary>
    [FeatureWeight]
    public string LimitsReached { get; set; } = "20 at 60";

    /// <summary>Distinct user agents among what failed.</summary>
    [FeatureWeight]
    public string UserAgents { get; set; } = "15 at 15";

    /// <summary>Requests while blocked.</summary>
    [FeatureWeight]
    public string BlockedHits { get; set; } = "15 at 100";

    /// <summary>Proxy headers from a peer that is no proxy.</summary>
    [FeatureWeight]
    public string ForgedHeaders { get; set; } = "10 at 20";

    /// <summary>How many hostile facts one good user of the address outweighs. Default 1; 0: good users do not count.</summary>
    [Range(0, 100, ErrorMessage = "must be from 0 to 100")]
    public int GoodUserWorth { get; set; } = 1;
}
