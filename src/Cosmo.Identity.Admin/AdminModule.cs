namespace Cosmo.Identity.Admin;

/// <summary>The admin area.</summary>
public static class AdminModule
{
}
