namespace Cosmo.Identity.Accounts;

/// <summary>The roles that open the admin area.</summary>
internal static class AdminRole
{
    /// <summary>Looks and acts.</summary>
    public const string Name = "admin";

    /// <summary>Looks.</summary>
    public const string Auditor = "auditor";

    /// <summary>Whether a user <c>u</c> may act there, as a condition of a query.</summary>
    public const string IsHeld = $"EXISTS (SELECT 1 FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id AND r.name = '{Name}')";

    /// <summary>Whether a user <c>u</c> may look there.</summary>
    public const string OpensArea =
        $"EXISTS (SELECT 1 FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id AND r.name IN ('{Name}', '{Auditor}'))";
}
