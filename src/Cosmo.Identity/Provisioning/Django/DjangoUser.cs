namespace Cosmo.Identity.Provisioning.Django;

/// <summary>A user as Django knew them, read and found good.</summary>
/// <param name="Line">Where they stand in the file.</param>
/// <param name="UserName">As written.</param>
/// <param name="CanonicalName">By which they sign in.</param>
internal sealed record DjangoUser(int Line, string UserName, string CanonicalName)
{
    public string? Email { get; init; }

    public string? CanonicalEmail { get; init; }

    public string GivenName { get; init; } = "";

    public string FamilyName { get; init; } = "";

    /// <summary>As it is stored; null where the account has no password.</summary>
    public string? PasswordHash { get; init; }

    public bool IsActive { get; init; }

    /// <summary>Staff or superuser of the Django site, which is nothing here.</summary>
    public bool IsPrivileged { get; init; }

    public DateTimeOffset? JoinedAt { get; init; }
}

/// <summary>What came of reading a line.</summary>
internal abstract record DjangoLine
{
    private DjangoLine()
    {
    }

    /// <summary>A user.</summary>
    internal sealed record Read(DjangoUser User) : DjangoLine;

    /// <summary>Nothing stands there.</summary>
    internal sealed record Blank : DjangoLine;

    /// <summary>No user, or one that cannot be taken over.</summary>
    internal sealed record Refused(string Reason) : DjangoLine;
}
