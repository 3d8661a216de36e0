namespace Cosmo.Identity;

/// <summary>The product: its slices, and nothing else.</summary>
public static class CosmoIdentity
{
}
