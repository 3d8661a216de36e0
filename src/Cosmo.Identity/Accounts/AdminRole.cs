namespace Cosmo.Identity.Accounts;

/// <summary>The role that opens the admin area.</summary>
internal static class AdminRole
{
    public const string Name = "admin";

    /// <summary>Whether a user <c>u</c> has it, as a condition of a query.</summary>
    public const string IsHeld = $"EXISTS (SELECT 1 FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id AND r.name = '{Name}')";
}
