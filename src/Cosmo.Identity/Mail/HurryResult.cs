namespace Cosmo.Identity.Mail;

/// <summary>What became of an order to try a mail again.</summary>
public abstract record HurryResult
{
    private HurryResult()
    {
    }

    /// <summary>It is tried now.</summary>
    public sealed record Done : HurryResult;

    /// <summary>Nothing to do: its turn has come already.</summary>
    public sealed record UnderWay : HurryResult;

    /// <summary>Refused: the mail server has it.</summary>
    public sealed record Sent : HurryResult;

    /// <summary>Refused: what it links to works no more, and its words are deleted or will be at once.</summary>
    public sealed record Expired : HurryResult;

    /// <summary>There is no such mail.</summary>
    public sealed record Unknown : HurryResult;
}
