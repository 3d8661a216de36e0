namespace Cosmo.Identity.Protocol.Authorize;

/// <summary>The question that the consent page asks: sealed, so that what is granted is what was shown, to the person it was shown to.</summary>
/// <param name="SessionId">In whose session it is asked.</param>
/// <param name="ClientId">Who wants it.</param>
/// <param name="Scopes">What it wants.</param>
/// <param name="RedirectUri">Where the answer goes.</param>
/// <param name="Url">Where the browser goes on, still without the decision.</param>
/// <param name="Fingerprint">Of the authorization request.</param>
/// <param name="StartedAt">When that request came in.</param>
internal sealed record ConsentTicket(
    Guid SessionId, string ClientId, string[] Scopes, string RedirectUri, string Url, string Fingerprint, DateTimeOffset StartedAt)
{
    /// <summary>A person who takes longer starts over.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
}
