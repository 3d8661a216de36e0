using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts;

/// <summary>
/// The names that people sign in with, user names and e-mail addresses alike: each leads to one person. Whoever gives somebody a name
/// locks it first and asks in the same transaction whether it is free, since no index stands over both columns.
/// </summary>
internal static class SignInNames
{
    // Two nodes would each see that nobody has it; SQLite has one writer.
    private const string LockText = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";

    // An address that somebody may still take back is theirs.
    private const string IfFree =
        $$"""
        NOT EXISTS (SELECT 1 FROM users n WHERE n.id <> {2} AND (n.normalized_user_name = {0} OR n.normalized_email = {0}))
            AND NOT EXISTS (SELECT 1 FROM one_time_tokens n WHERE n.subject_id <> {2} AND n.purpose = '{{TokenPurposes.EmailUndo}}' AND n.about = {0}
                AND n.used_at IS NULL AND n.expires_at > {1})
        """;

    /// <summary>Comes before the statement that asks; until the transaction ends nobody else gives this name to anybody.</summary>
    public static IReadOnlyList<SqlStatement> Lock(Database database, string canonicalName) =>
        database.Provider == DatabaseProvider.PostgreSql ? [new SqlStatement(LockText, canonicalName)] : [];

    /// <summary>Nobody has it, but perhaps <paramref name="except"/>.</summary>
    public static EventCondition AreFree(string canonicalName, DateTimeOffset now, Guid? except = null) =>
        new(IfFree, canonicalName, now, except ?? Guid.Empty);
}
