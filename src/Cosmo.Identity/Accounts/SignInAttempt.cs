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
}
