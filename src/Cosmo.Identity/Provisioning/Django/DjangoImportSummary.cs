namespace Cosmo.Identity.Provisioning.Django;

/// <summary>What an import did, or would do.</summary>
internal sealed record DjangoImportSummary
{
    /// <summary>New accounts.</summary>
    public int Added { get; init; }

    /// <summary>Users whose name an account has already; it was left alone.</summary>
    public int Here { get; init; }

    /// <summary>Lines that are no user, or one that cannot be taken over.</summary>
    public int Refused { get; init; }

    /// <summary>Of the new ones: staff or superusers of the Django site.</summary>
    public int Privileged { get; init; }

    /// <summary>Of the new ones: without a password.</summary>
    public int WithoutPassword { get; init; }

    /// <summary>Of the new ones: disabled.</summary>
    public int Disabled { get; init; }
}
