namespace Cosmo.Identity.Protocol;

/// <summary>Scopes that are ours.</summary>
internal static class ProtocolScopes
{
    /// <summary>The admin API; the person must have the role too.</summary>
    public const string Admin = "cosmo.admin";
}
