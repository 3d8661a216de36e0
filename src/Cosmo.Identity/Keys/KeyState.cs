namespace Cosmo.Identity.Keys;

/// <summary>Where a signing key stands in its life: announced, then active, then retired, then out.</summary>
public enum KeyState
{
    /// <summary>Published, so that relying parties know it in time; it does not sign yet.</summary>
    Announced,

    /// <summary>It signs.</summary>
    Active,

    /// <summary>Another signs in its place; what it signed is still accepted.</summary>
    Retired,

    /// <summary>Neither published nor accepted any more; its file is the operator's to delete.</summary>
    Out,
}
