namespace Cosmo.Identity.Protocol.Authorize;

/// <summary>One thing a client asks to do, in the words a person reads before allowing it.</summary>
internal sealed record ConsentScope(string Name, string DisplayName, string? Description);
