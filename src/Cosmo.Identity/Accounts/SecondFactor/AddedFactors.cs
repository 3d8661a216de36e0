using Cosmo.Identity.Data;

namespace Cosmo.Identity.Accounts.SecondFactor;

/// <summary>
/// Passkeys and apps that were added to an account since a link about it was mailed: by whoever the link warns of. The owner who uses the
/// link takes them away; what they had before stays.
/// </summary>
internal static class AddedFactors
{
    private const string SinceLink = "user_id = $1 AND created_at >= (SELECT t.created_at FROM one_time_tokens t WHERE t.hash = $2)";

    private const string PasskeysText = "DELETE FROM passkeys WHERE " + SinceLink;

    private const string CodesText = "DELETE FROM recovery_codes WHERE user_id = $1 AND EXISTS (SELECT 1 FROM totp_factors WHERE " + SinceLink + ")";

    private const string FactorText = "DELETE FROM totp_factors WHERE " + SinceLink;

    /// <summary>Removes them; a condition can be added to each.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="link">The hash of the link's token.</param>
    public static IEnumerable<SqlStatement> Remove(Guid user, string link) => [new(PasskeysText, user, link), new(CodesText, user, link), new(FactorText, user, link)];
}
