using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts.ApiKeys;

/// <summary>The writes on API keys; some travel in somebody else's transaction.</summary>
internal static class ApiKeyStatements
{
    // Nothing changes; but of two keys that a person makes at once the second is counted after the first.
    private const string LockOwnerText = "UPDATE users SET concurrency_stamp = concurrency_stamp WHERE id = $1 AND disabled_at IS NULL";

    private const string InsertText =
        """
        INSERT INTO api_keys (id, user_id, name, hash, hint, scopes, networks, created_at, expires_at)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
        WHERE (SELECT count(*) FROM api_keys WHERE user_id = $2 AND ended_at IS NULL AND expires_at > $8) < $10
            AND EXISTS (SELECT 1 FROM users WHERE id = $2 AND disabled_at IS NULL)
        """;

    private const string IfInserted = "EXISTS (SELECT 1 FROM api_keys WHERE id = {0})";

    private const string EndText = "UPDATE api_keys SET ended_at = $1 WHERE id = $2 AND user_id = $3 AND ended_at IS NULL";

    private const string EndAllText = "UPDATE api_keys SET ended_at = $1 WHERE user_id = $2 AND ended_at IS NULL";

    private const string IfEnded = "EXISTS (SELECT 1 FROM api_keys WHERE id = {0} AND ended_at = {1})";

    private const string IfAnyEnded = "EXISTS (SELECT 1 FROM api_keys WHERE user_id = {0} AND ended_at = {1})";

    private const string TouchText = "UPDATE api_keys SET last_used_at = $1, last_used_from = $2 WHERE id = $3 AND (last_used_at IS NULL OR last_used_at < $1)";

    /// <summary>Comes before <see cref="Insert"/> in its transaction.</summary>
    public static SqlStatement LockOwner(Guid user) => new(LockOwnerText, user);

    /// <summary>Writes a key unless the person has as many as they may, or may do nothing any more.</summary>
    public static SqlStatement Insert(Guid id, Guid user, ApiKeyDraft draft, ApiKeyText text, DateTimeOffset now, int most) => new(
        InsertText, id, user, draft.Name, text.Hash, text.Hint, string.Join(' ', draft.Scopes), draft.Networks.Count == 0 ? null : string.Join(' ', draft.Networks),
        now, draft.ExpiresAt, most);

    /// <summary>It was written in this transaction.</summary>
    public static EventCondition Inserted(Guid id) => new(IfInserted, id);

    /// <summary>Ends a key of this person.</summary>
    public static SqlStatement End(Guid id, Guid user, DateTimeOffset now) => new(EndText, now, id, user);

    /// <summary>It was ended at this very instant.</summary>
    public static EventCondition Ended(Guid id, DateTimeOffset at) => new(IfEnded, id, at);

    /// <summary>Ends all keys of a person, together with everything else that they have.</summary>
    public static SqlStatement EndAll(Guid user, DateTimeOffset now) => new(EndAllText, now, user);

    /// <summary>There were keys to end.</summary>
    public static EventCondition AnyEnded(Guid user, DateTimeOffset at) => new(IfAnyEnded, user, at);

    /// <summary>Notes a use.</summary>
    public static SqlStatement Touch(Guid id, DateTimeOffset now, string? from) => new(TouchText, now, from, id);
}
