namespace Cosmo.Identity.Provisioning;

/// <summary>One difference between what is declared and what is stored.</summary>
/// <param name="Kind"><c>scope</c>, <c>client</c>, <c>role</c> or <c>user</c>.</param>
/// <param name="Name">Which one.</param>
/// <param name="What">The difference, in one line; never a secret, and of people only which claim.</param>
internal sealed record Change(string Kind, string Name, string What)
{
    public override string ToString() => $"{Kind} {Name}: {What}";
}

/// <summary>What came of applying a provisioning file.</summary>
internal abstract record ProvisioningResult
{
    private ProvisioningResult()
    {
    }

    /// <summary>The database is as the file declares, or would be. No change: it was so before.</summary>
    /// <param name="Changes">What was, or would be, changed.</param>
    /// <param name="PasswordsKept">How many declared users had a password already, which a file does not change.</param>
    internal sealed record Applied(IReadOnlyList<Change> Changes, int PasswordsKept) : ProvisioningResult;

    /// <summary>The file contradicts the database; nothing was changed.</summary>
    internal sealed record Refused(IReadOnlyList<string> Errors) : ProvisioningResult;
}
