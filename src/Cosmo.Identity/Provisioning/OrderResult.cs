namespace Cosmo.Identity.Provisioning;

/// <summary>What came of an administrator's order about a client or a scope.</summary>
public abstract record OrderResult
{
    private OrderResult()
    {
    }

    /// <summary>It is as was ordered.</summary>
    /// <param name="IsNew">Whether it was made by this order.</param>
    /// <param name="Changes">The differences in one line each; none: it was so before.</param>
    public sealed record Done(bool IsNew, IReadOnlyList<string> Changes) : OrderResult
    {
        /// <summary>The secret that was made: this is the only place where it ever is.</summary>
        public string? Secret { get; init; }
    }

    /// <summary>It cannot be so; nothing was changed.</summary>
    /// <param name="Errors">Each begins with the place of the fault in the object, and a colon.</param>
    public sealed record Refused(IReadOnlyList<string> Errors) : OrderResult;

    /// <summary>There is no such client or scope.</summary>
    public sealed record Missing : OrderResult;

    /// <summary>There is one of this name already.</summary>
    public sealed record Taken : OrderResult;

    /// <summary>Somebody else changed it in the meantime; nothing was changed.</summary>
    public sealed record Stale : OrderResult;

    /// <summary>Clients may still ask for the scope; nothing was changed.</summary>
    /// <param name="Clients">Their identifiers.</param>
    public sealed record InUse(IReadOnlyList<string> Clients) : OrderResult;
}

/// <summary>Whether a thing may be made, or has to be there already.</summary>
public enum OrderKind
{
    /// <summary>It must not be there yet.</summary>
    Create = 0,

    /// <summary>It must be there.</summary>
    Change = 1,

    /// <summary>Either.</summary>
    CreateOrChange = 2,
}
