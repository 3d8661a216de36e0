namespace Cosmo.Identity.Passwords.Imported;

/// <summary>What came of reading one of Django's password hashes.</summary>
internal abstract record DjangoHashReading
{
    private DjangoHashReading()
    {
    }

    /// <summary>A hash that can be checked here, at a cost that this server bears.</summary>
    internal sealed record Accepted(DjangoHash Hash) : DjangoHashReading;

    /// <summary>The account has no password.</summary>
    internal sealed record Unusable : DjangoHashReading;

    /// <summary>It cannot be taken over.</summary>
    /// <param name="Reason">As what can be said of it; nothing of the hash is in it.</param>
    internal sealed record Refused(string Reason) : DjangoHashReading;
}
