namespace Cosmo.Identity.Accounts.Register;

/// <summary>Whether people may make an account for themselves.</summary>
internal sealed class RegistrationOptions
{
    public const string Section = "Registration";

    /// <summary>Who may. Default <see cref="RegistrationMode.Off"/>, in Development <see cref="RegistrationMode.Open"/>.</summary>
    public RegistrationMode? Mode { get; set; }
}

/// <summary>Who may make an account for themselves.</summary>
internal enum RegistrationMode
{
    /// <summary>Nobody: accounts are made by the provisioning file, the commands and the import.</summary>
    Off,

    /// <summary>Whoever reads the mail of an address that no account has.</summary>
    Open,

    /// <summary>Whoever was invited by <c>users invite</c>.</summary>
    Invitation,
}

/// <summary>The setting as it holds in this environment.</summary>
internal sealed record RegistrationDoor(RegistrationMode Mode)
{
    public bool IsOpen => Mode == RegistrationMode.Open;

    public bool LetsInvitedIn => Mode != RegistrationMode.Off;

    public static RegistrationDoor Of(RegistrationOptions options, bool isDevelopment) =>
        new(options.Mode ?? (isDevelopment ? RegistrationMode.Open : RegistrationMode.Off));
}
