using Cosmo.Identity.Sessions;

namespace Cosmo.Identity.Accounts.StepUp;

/// <summary>What a dangerous page asks of a session: how long ago the person proved who they are, and by which methods at least (V077).</summary>
/// <param name="Within">A proof older than this counts for nothing.</param>
/// <param name="Methods">RFC 8176 method names, all of which the proof must have been made by.</param>
internal sealed record ProofDemand(TimeSpan Within, params string[] Methods)
{
    /// <summary>The password, five minutes ago at most; a sign-in is such a proof.</summary>
    public static ProofDemand Password { get; } = new(TimeSpan.FromMinutes(5), AuthenticationMethods.Password);

    /// <summary>The same by a second factor, for whoever has one (MFA-08): a password that was stolen takes no factor away.</summary>
    public static ProofDemand SecondFactor { get; } = new(TimeSpan.FromMinutes(5), AuthenticationMethods.Multiple);

    /// <summary>Whether the last proof of the session is enough.</summary>
    public bool IsMetBy(BrowserSession session, DateTimeOffset now) =>
        session.ConfirmedAt is { } at
        // Another node's clock may be a little ahead; one that was put back far must not make a proof last.
        && (now - at).Duration() < Within
        && AreIn((session.ConfirmedBy ?? "").Split(' '));

    // Two factors are more than the one that is asked for, whichever they were.
    private bool AreIn(string[] given) => given.Contains(AuthenticationMethods.Multiple, StringComparer.Ordinal) || Methods.All(method => given.Contains(method, StringComparer.Ordinal));
}
