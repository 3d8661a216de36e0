using System.Buffers.Text;
using System.Text;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Identity;

namespace Cosmo.Identity.Accounts.Passkeys;

/// <summary>The statements on passkeys. Every one that changes something names the owner, too.</summary>
internal static class PasskeyStatements
{
    /// <summary>More than anybody has devices; it bounds what a request reads.</summary>
    public const int MostOfUser = 20;

    private const string SelectOfUser = $"SELECT {PasskeyRecord.Columns} FROM passkeys WHERE user_id = $1 ORDER BY created_at";

    private const string SelectAny = "SELECT 1 FROM passkeys WHERE user_id = $1 LIMIT 1";

    private const string SelectByCredential = $"SELECT {PasskeyRecord.Columns} FROM passkeys WHERE credential_id = $1";

    // Of two at the same moment both may pass the count: a bound is meant, not a number.
    private static readonly CompositeFormat InsertText = CompositeFormat.Parse(
        """
        INSERT INTO passkeys (id, user_id, credential_id, public_key, name, sign_count, is_backup_eligible, is_backed_up, transports, created_at, last_challenge)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM users u
        WHERE u.id = $2 AND u.disabled_at IS NULL AND (SELECT count(*) FROM passkeys WHERE user_id = $2) < $12
            AND {0}
        ON CONFLICT (credential_id) DO NOTHING
        """);

    // Of many answers to one challenge one is taken, and after it none to an older one.
    private const string UseText =
        """
        UPDATE passkeys SET sign_count = $1, is_backed_up = $2, last_used_at = $3, last_challenge = $4, used_by = $5
        WHERE id = $6 AND last_challenge < $4 AND (sign_count < $1 OR (sign_count = 0 AND $1 = 0))
            AND EXISTS (SELECT 1 FROM users u WHERE u.id = user_id AND u.disabled_at IS NULL)
        """;

    private const string RenameText = "UPDATE passkeys SET name = $1 WHERE id = $2 AND user_id = $3";

    private const string RemoveText = "DELETE FROM passkeys WHERE id = $1 AND user_id = $2";

    private const string IfUsed = "EXISTS (SELECT 1 FROM passkeys WHERE id = {0} AND used_by = {1})";

    private const string IfIs = "EXISTS (SELECT 1 FROM passkeys WHERE id = {0} AND user_id = {1})";

    public static SqlStatement OfUser(Guid user) => new(SelectOfUser, user);

    public static SqlStatement AnyOfUser(Guid user) => new(SelectAny, user);

    public static SqlStatement ByCredential(string credentialId) => new(SelectByCredential, credentialId);

    /// <summary>Adds a passkey; nothing happens where the credential is registered already, the person has too many, the account is closed or the condition does not hold.</summary>
    public static SqlStatement Insert(Guid id, Guid user, string name, UserPasskeyInfo info, long challengedAt, DateTimeOffset now, EventCondition condition) => new(
        string.Format(null, InsertText, condition.NumberedFrom(13)),
        [id,
        user,
        Base64Url.EncodeToString(info.CredentialId),
        Base64Url.EncodeToString(info.PublicKey),
        name,
        (long)info.SignCount,
        info.IsBackupEligible,
        info.IsBackedUp,
        TransportsOf(info),
        now,
        challengedAt,
        MostOfUser,
        .. condition.Values]);

    /// <summary>Uses it for the answer to a challenge.</summary>
    /// <param name="passkey">Which.</param>
    /// <param name="info">As it is after the answer.</param>
    /// <param name="challengedAt">When the challenge was made, in ticks.</param>
    /// <param name="mark">Of this use alone.</param>
    /// <param name="now">The instant.</param>
    public static SqlStatement Use(Guid passkey, UserPasskeyInfo info, long challengedAt, string mark, DateTimeOffset now) =>
        new(UseText, (long)info.SignCount, info.IsBackedUp, now, challengedAt, mark, passkey);

    /// <summary>It was used in this transaction, by the use with this mark.</summary>
    public static EventCondition Used(Guid passkey, string mark) => new(IfUsed, passkey, mark);

    /// <summary>The person has this passkey.</summary>
    public static EventCondition Is(Guid passkey, Guid user) => new(IfIs, passkey, user);

    public static SqlStatement Rename(Guid passkey, Guid user, string name) => new(RenameText, name, passkey, user);

    public static SqlStatement Remove(Guid passkey, Guid user) => new(RemoveText, passkey, user);

    // Whatever a browser says here comes back to browsers only, but it has a size.
    private static string? TransportsOf(UserPasskeyInfo info) =>
        string.Join(' ', (info.Transports ?? []).Where(transport => transport is "usb" or "nfc" or "ble" or "smart-card" or "hybrid" or "internal").Distinct(StringComparer.Ordinal))
            is { Length: > 0 } transports ? transports : null;
}
