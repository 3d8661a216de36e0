namespace Cosmo.Identity.Clients;

/// <summary>One thing a client may do, in the words a person reads before allowing it, and when taking it back.</summary>
internal sealed record ScopeText(string Name, string DisplayName, string? Description);
