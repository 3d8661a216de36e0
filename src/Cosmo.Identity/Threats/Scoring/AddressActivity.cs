namespace Cosmo.Identity.Threats.Scoring;

/// <summary>
/// What one subscriber did in the window. Everything hostile is weighted by its age, so that 10 means ten just now or twenty a
/// half-life ago; what speaks for the address is not.
/// </summary>
internal sealed record AddressActivity
{
    /// <summary>Sign-ins that failed or were refused.</summary>
    public double Failures { get; init; }

    /// <summary>Distinct names that failed and did not sign in from here in the window.</summary>
    public double UnresolvedNames { get; init; }

    /// <summary>Distinct existing accounts among those that failed and did not sign in.</summary>
    public double Accounts { get; init; }

    /// <summary>Distinct names that no account has.</summary>
    public double UnknownNames { get; init; }

    /// <summary>Distinct pairs of name and password that failed.</summary>
    public double Pairs { get; init; }

    /// <summary>Refresh tokens or codes used a second time, by distinct owners.</summary>
    public double TokenReuse { get; init; }

    /// <summary>Tokens, codes and grants that are not good, distinct ones where the events tell them apart.</summary>
    public double BadTokens { get; init; }

    /// <summary>Failed authentications of clients, with distinct secrets where the events tell them apart.</summary>
    public double ClientFailures { get; init; }

    /// <summary>Paths that only scanners ask for.</summary>
    public double ScannerPaths { get; init; }

    /// <summary>Traversal and injection.</summary>
    public double Probes { get; init; }

    /// <summary>Refusals by rate limits.</summary>
    public double LimitsReached { get; init; }

    /// <summary>Distinct user agents among what failed.</summary>
    public double UserAgents { get; init; }

    /// <summary>Requests while blocked.</summary>
    public double BlockedHits { get; init; }

    /// <summary>Proxy headers from a peer that is no proxy.</summary>
    public double ForgedHeaders { get; init; }

    /// <summary>Distinct people who signed in or used their sessions from here.</summary>
    public int GoodUsers { get; init; }

    /// <summary>Those of them who did so on a device that was new for them.</summary>
    public int NewDevices { get; init; }
}
