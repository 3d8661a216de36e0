namespace Cosmo.Identity.Layout;

/// <summary>What a person reads when something failed: what happened and what they can do, without blame or jargon.</summary>
internal sealed record ErrorText(string Title, string Explanation)
{
    /// <param name="status">The HTTP status of the answer.</param>
    /// <param name="error">The OAuth error code, if a client's request is what failed.</param>
    public static ErrorText For(int status, string? error) => status switch
    {
        403 => new("You cannot open this page", "Your account or your network has no access to it."),
        404 => new("Page not found", "There is nothing at this address. Check it for a slip, or go back to where you came from."),
        429 => new("Too many tries", "To protect accounts we take only so many tries at a time. Wait a minute, then try again."),
        503 => new("Busy at the moment", "We cannot answer right now. Nothing was lost: try again in a few seconds."),
        >= 500 => new("Something went wrong", "The fault is on our side. Try again in a moment; if it stays, tell the people who run this server."),
        _ when error is not null => new("We cannot go on from here", "The application that sent you here asked for something we cannot accept. Go back to it and start again; if it happens again, tell the people who run it."),
        _ => new("This request cannot be used", "It may be too old or not complete. Go back to where you came from and start again."),
    };
}
