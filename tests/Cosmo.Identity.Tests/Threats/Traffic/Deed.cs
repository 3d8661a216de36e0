using System.Net;

namespace Cosmo.Identity.Tests.Threats.Traffic;

/// <summary>What somebody does to the server.</summary>
public enum DeedKind
{
    /// <summary>Tries to sign in with a name and a password.</summary>
    SignIn,

    /// <summary>Refreshes tokens of a running session.</summary>
    Refresh,

    /// <summary>Presents a token that nobody issued.</summary>
    UnknownToken,

    /// <summary>Presents a token that was good once.</summary>
    ExpiredToken,

    /// <summary>Uses a refresh token a second time.</summary>
    ReusedToken,

    /// <summary>A client presents a wrong secret.</summary>
    WrongSecret,

    /// <summary>Asks for a path that only scanners ask for.</summary>
    ScannerPath,

    /// <summary>Tries a traversal or an injection.</summary>
    Probe,
}

/// <summary>One deed, as the one who does it knows it.</summary>
/// <param name="At">Since the start of the traffic.</param>
/// <param name="Kind">What.</param>
/// <param name="Address">From where.</param>
public sealed record Deed(TimeSpan At, DeedKind Kind, IPAddress Address)
{
    /// <summary>The name that is typed, or whose token it is.</summary>
    public string Name { get; init; } = "";

    /// <summary>The password that is typed.</summary>
    public string Password { get; init; } = "";

    /// <summary>The program that does it.</summary>
    public string Agent { get; init; } = "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0";

    /// <summary>Whether the account has signed in on this device before.</summary>
    public bool OnKnownDevice { get; init; }
}

/// <summary>Somebody behind one address, with everything that they do, and whether it is an attack.</summary>
/// <param name="Scenario">The kind of somebody.</param>
/// <param name="IsAttack">The label.</param>
/// <param name="Deeds">In any order.</param>
public sealed record Party(string Scenario, bool IsAttack, IReadOnlyList<Deed> Deeds);
