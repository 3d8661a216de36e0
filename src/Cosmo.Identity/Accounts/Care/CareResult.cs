namespace Cosmo.Identity.Accounts.Care;

/// <summary>What became of an order.</summary>
public abstract record CareResult
{
    private CareResult()
    {
    }

    /// <summary>It was done.</summary>
    /// <param name="SessionsEnded">How many sessions ended with it.</param>
    /// <param name="IsMailed">Whether the person was mailed a link to choose another password.</param>
    public sealed record Done(int SessionsEnded = 0, bool IsMailed = false) : CareResult;

    /// <summary>It was so already; nothing was done.</summary>
    public sealed record Unchanged : CareResult;

    /// <summary>Refused: nobody would be left who can administer.</summary>
    public sealed record LastAdministrator : CareResult;

    /// <summary>Refused: this is no name of a role.</summary>
    public sealed record UnfitRole(string Name) : CareResult;

    /// <summary>Refused: somebody else changes the account all the time. Asking again is safe.</summary>
    public sealed record Busy : CareResult;

    /// <summary>There is no such account.</summary>
    public sealed record Unknown : CareResult;
}
