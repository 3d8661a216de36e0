namespace Cosmo.Identity.Sessions;

/// <summary>One sign-in of one person on one device. Tokens and cookies live no longer than it does.</summary>
public sealed class UserSession
{
    /// <summary>The claim <c>sid</c>.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Whose it is.</summary>
    public Guid UserId { get; set; }

    /// <summary>When the person proved who they are: the claim <c>auth_time</c>. Moves on re-authentication.</summary>
    public DateTimeOffset AuthenticatedAt { get; set; }

    /// <summary>First sign-in of this session.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Last use of its cookie or its tokens, exact to a minute.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>After this instant the session's cookie is not accepted; token families have their own end.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When it was ended; null while it lives.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Why it was ended, as a stable word such as <c>signed_out</c> or <c>revoked</c>.</summary>
    public string? EndReason { get; set; }

    /// <summary>When the person last proved who they are, at sign-in or on the way to a dangerous page; null for a session that a grant made.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>How they did that: RFC 8176 method names, separated by spaces.</summary>
    public string? ConfirmedBy { get; set; }

    /// <summary>
    /// The security stamp of the person's credentials that the session stands on. A change of the credentials gives the person
    /// another, and of all sessions only the one that it was made in. Null in sessions from before there was this column.
    /// </summary>
    public string? SecurityStamp { get; set; }

    /// <summary>How the person signed in: RFC 8176 method names, separated by spaces.</summary>
    public required string Amr { get; set; }

    /// <summary>SHA-256 of the secret in the browser's cookie, base64url; a new one with each authentication. Null when a grant made the session.</summary>
    public string? CookieHash { get; set; }

    /// <summary>The client whose grant made the session; null when the login page did.</summary>
    public string? ClientId { get; set; }

    /// <summary>Canonical client address at sign-in.</summary>
    public required string IpAddress { get; set; }

    /// <summary>The browser's name and major version, such as <c>Firefox 140</c>; or the program's.</summary>
    public required string Browser { get; set; }

    /// <summary>The operating system, such as <c>Windows</c>.</summary>
    public required string OperatingSystem { get; set; }

    /// <summary><c>desktop</c>, <c>mobile</c>, <c>tablet</c>, <c>bot</c> or <c>program</c>.</summary>
    public required string DeviceKind { get; set; }
}
