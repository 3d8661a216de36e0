namespace Cosmo.Identity.Accounts.SecondFactor;

/// <summary>Who signs in with a second factor.</summary>
public sealed class SecondFactorsOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "SecondFactors";

    /// <summary>
    /// Who must have one. Whoever must and has none is led to set one up when they sign in, before anything else. Default: those with
    /// the role <c>admin</c>. <c>Off</c> offers none and asks for none, also of people who have set one up.
    /// </summary>
    public FactorPolicy Policy { get; set; } = FactorPolicy.RequiredForAdmins;
}

/// <summary>Who must have a second factor.</summary>
public enum FactorPolicy
{
    /// <summary>There are no second factors.</summary>
    Off,

    /// <summary>Whoever wants one.</summary>
    Optional,

    /// <summary>Whoever has the role <c>admin</c>; others may.</summary>
    RequiredForAdmins,

    /// <summary>Everybody.</summary>
    RequiredForAll,
}
