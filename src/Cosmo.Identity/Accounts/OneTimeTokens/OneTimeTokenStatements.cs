using System.Collections.Concurrent;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts.OneTimeTokens;

/// <summary>The statements on mailed tokens: made, looked at, and used once. Whether the account is still as it was is asked in the same statement.</summary>
internal static class OneTimeTokenStatements
{
    /// <summary>Of a user <c>u</c> and a token <c>t</c>.</summary>
    private const string HasAddress = "u.id = t.subject_id AND u.disabled_at IS NULL AND coalesce(u.email, '') = coalesce(t.email, '')";

    private const string IsUnchanged = HasAddress + " AND coalesce(u.security_stamp, '') = coalesce(t.security_stamp, '')";

    private const string IsGood = "t.purpose = $1 AND t.hash = $2 AND t.used_at IS NULL AND t.expires_at > $3";

    private const string IssueText =
        """
        INSERT INTO one_time_tokens (id, purpose, subject_id, about, hash, created_at, expires_at, security_stamp, email)
        SELECT $1, $2, u.id, $3, $4, $5, $6, u.security_stamp, u.email FROM users u WHERE u.id = $7 AND u.disabled_at IS NULL AND coalesce(u.email, '') = $8
        """;

    // A condition's values follow these.
    private const int IssueValues = 8;

    private const string InPlaceOfOlder =
        """

        ON CONFLICT (subject_id, purpose, about) DO UPDATE SET id = excluded.id, hash = excluded.hash, created_at = excluded.created_at,
            expires_at = excluded.expires_at, used_at = NULL, used_by = NULL, security_stamp = excluded.security_stamp, email = excluded.email
        """;

    private const string FindUserText = $"SELECT {UserRecord.Columns} FROM one_time_tokens t JOIN users u ON {IsUnchanged} WHERE {IsGood}";

    private const string FindOwnerText = $"SELECT {UserRecord.Columns} FROM one_time_tokens t JOIN users u ON {HasAddress} WHERE {IsGood}";

    private const string UseText =
        $"UPDATE one_time_tokens AS t SET used_at = $3, used_by = $4 WHERE {IsGood} AND EXISTS (SELECT 1 FROM users u WHERE {IsUnchanged})";

    private const string UseByOwnerText =
        $"UPDATE one_time_tokens AS t SET used_at = $3, used_by = $4 WHERE {IsGood} AND EXISTS (SELECT 1 FROM users u WHERE {HasAddress})";

    private const string RetireText = "UPDATE one_time_tokens SET used_at = $1 WHERE subject_id = $2 AND purpose = $3 AND about = '' AND used_at IS NULL";

    private const string IfIssued = "EXISTS (SELECT 1 FROM one_time_tokens WHERE id = {0})";

    private const string IfNotIssued = "NOT " + IfIssued;

    private const string IfUsed = "EXISTS (SELECT 1 FROM one_time_tokens WHERE hash = {0} AND used_by = {1})";

    private const string IfUsedUnchanged = $"EXISTS (SELECT 1 FROM one_time_tokens t WHERE t.hash = {{0}} AND t.used_by = {{1}} AND {IsUnchanged})";

    private const string IfUsedByOwner = $"EXISTS (SELECT 1 FROM one_time_tokens t WHERE t.hash = {{0}} AND t.used_by = {{1}} AND {HasAddress})";

    private static readonly ConcurrentDictionary<string, string> ConditionalIssues = new(StringComparer.Ordinal);

    /// <summary>Makes a token for a user who is not disabled and has this address; nothing happens where there is none such.</summary>
    public static SqlStatement Issue(
        Guid id, string purpose, Guid user, string email, string about, OneTimeSecret secret, DateTimeOffset now, TimeSpan lifetime, EventCondition? onlyIf = null)
    {
        SqlValue[] values = [id, purpose, about, secret.Hash, now, now + lifetime, user, email, .. onlyIf?.Values ?? []];
        return new SqlStatement(onlyIf is null ? IssueText + InPlaceOfOlder : ConditionalIssues.GetOrAdd(onlyIf.Text, ConditionalIssue, onlyIf), values);
    }

    /// <summary>It was made in this transaction.</summary>
    public static EventCondition Issued(Guid id) => new(IfIssued, id);

    /// <summary>It was not.</summary>
    public static EventCondition NotIssued(Guid id) => new(IfNotIssued, id);

    /// <summary>The user of a token that is good: see <see cref="UserRecord.Read(System.Data.Common.DbDataReader)"/>.</summary>
    public static SqlStatement FindUser(string purpose, string hash, DateTimeOffset now) =>
        new(TokenPurposes.OutlivesPasswords(purpose) ? FindOwnerText : FindUserText, purpose, hash, now);

    /// <summary>Uses it, if it is good; of many at once one touches the row.</summary>
    /// <param name="purpose">What the user does with it.</param>
    /// <param name="hash">Which.</param>
    /// <param name="mark">Of this use alone.</param>
    /// <param name="now">The instant.</param>
    public static SqlStatement Use(string purpose, string hash, string mark, DateTimeOffset now) =>
        new(TokenPurposes.OutlivesPasswords(purpose) ? UseByOwnerText : UseText, purpose, hash, now, mark);

    /// <summary>What was made for this purpose, apart from any matter, is good no more. Whoever writes the user afterwards takes this row first, as each use does.</summary>
    public static SqlStatement Retire(string purpose, Guid user, DateTimeOffset now) => new(RetireText, now, user, purpose);

    /// <summary>It was used in this transaction, by the use with this mark.</summary>
    public static EventCondition Used(string hash, string mark) => new(IfUsed, hash, mark);

    /// <summary>
    /// The same, and the account is still as it was: for the write on users <c>u</c> that changes it. It speaks of the very row that is written,
    /// so that PostgreSQL asks again where another transaction has changed it meanwhile.
    /// </summary>
    public static EventCondition UsedUnchanged(string hash, string mark) => new(IfUsedUnchanged, hash, mark);

    /// <summary>The same of a token that outlives passwords.</summary>
    public static EventCondition UsedByOwner(string hash, string mark) => new(IfUsedByOwner, hash, mark);

    private static string ConditionalIssue(string text, EventCondition condition) => $"{IssueText} AND {condition.NumberedFrom(IssueValues + 1)}{InPlaceOfOlder}";
}
