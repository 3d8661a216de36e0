using Cosmo.Identity.Data;

namespace Cosmo.Identity.Accounts.Administrators;

/// <summary>
/// Somebody must be left who can administer (ADM-11). Whatever takes an administrator away asks in its own write, after <see cref="Lock"/>:
/// two who act on each other at the same moment would each see the other.
/// </summary>
internal static class LastAdministrator
{
    private const string Name = "ADMIN";

    private const string LockText =
        $"UPDATE roles SET concurrency_stamp = $1 WHERE normalized_name = '{Name}' AND EXISTS (SELECT 1 FROM user_roles m WHERE m.role_id = roles.id AND m.user_id = $2)";

    /// <summary>A row where the user <c>$1</c> is an administrator.</summary>
    public const string IsAdministrator = $"SELECT 1 FROM user_roles m JOIN roles r ON r.id = m.role_id WHERE r.normalized_name = '{Name}' AND m.user_id = $1";

    /// <summary>A row for each other one who may sign in.</summary>
    public const string Others =
        $"""
        SELECT 1 FROM user_roles m JOIN roles r ON r.id = m.role_id JOIN users o ON o.id = m.user_id
        WHERE r.normalized_name = '{Name}' AND o.id <> $1 AND o.disabled_at IS NULL
        """;

    /// <summary>Whether the user <c>$1</c> can be spared, as a condition of a write.</summary>
    public const string IsNot = $"(NOT EXISTS ({IsAdministrator}) OR EXISTS ({Others}))";

    /// <summary>Whoever takes an administrator away waits here for the others who do; comes before the write that asks.</summary>
    public static SqlStatement Lock(Guid user) => new(LockText, Guid.CreateVersion7().ToString("N"), user);
}
