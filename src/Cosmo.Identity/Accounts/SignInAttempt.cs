using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts;

/// <summary>Somebody gives a user name and a password: what they gave, and by which door they came.</summary>
internal sealed record SignInAttempt(HttpContext Http, SignInPath Path, string? UserName, string? Password)
{
    /// <summary>The registered client that asked for it.</summary>
    public string? ClientId { get; init; }

    /// <summary>The device that came with it, see <see cref="Lockout.DeviceHash"/>; null where none did.</summary>
    public string? DeviceHash { get; init; }

    /// <summary>The running session of the same browser, which a success renews.</summary>
    public Sessions.BrowserSession? Session { get; init; }

    /// <summary>What the client asks for beside the password.</summary>
    public FactorWish Wish { get; init; }

    /// <summary>The page goes on to ask a person who is signed in for their second factor: the password alone proves nothing yet.</summary>
    public bool FactorFollows { get; init; }
}

/// <summary>What a client asks for beside the password.</summary>
internal enum FactorWish
{
    /// <summary>Nothing: the policy decides.</summary>
    None,

    /// <summary>The person's second factor if they have one, on devices that are spared it, too.</summary>
    Asked,

    /// <summary>The same, and whoever has none sets one up.</summary>
    Needed,
}

/// <summary>The doors by which a password comes in.</summary>
internal enum SignInPath
{
    /// <summary>The login page.</summary>
    Page,

    /// <summary>A page of a person who is signed in, on the way to something dangerous.</summary>
    Confirmation,

    /// <summary>The password grant.</summary>
    PasswordGrant,

    /// <summary>The page that takes passkeys.</summary>
    Passkey,
}
