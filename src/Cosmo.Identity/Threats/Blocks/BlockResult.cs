namespace Cosmo.Identity.Threats.Blocks;

/// <summary>Why an order was not carried out.</summary>
public enum BlockFault
{
    /// <summary>The text names no address and no network.</summary>
    NoNetwork,

    /// <summary>It would refuse a good part of the Internet: wider than a /8, or an IPv6 /16.</summary>
    TooWide,

    /// <summary>The settings say that no block applies to it.</summary>
    Exempt,

    /// <summary>An administrator said that no block applies to it.</summary>
    Exempted,

    /// <summary>Whoever orders it comes from there, and would be locked out.</summary>
    OwnNetwork,

    /// <summary>It is blocked already.</summary>
    Blocked,

    /// <summary>There is no such block, or it does not stand any more.</summary>
    NotBlocked,

    /// <summary>It would end later as it is.</summary>
    EndsLater,
}

/// <summary>What became of an order.</summary>
public abstract record BlockResult
{
    private BlockResult()
    {
    }

    /// <summary>The block stands, and the front door obeys.</summary>
    public sealed record Done(KnownBlock Block) : BlockResult;

    /// <summary>Nothing was changed.</summary>
    public sealed record Refused(BlockFault Fault) : BlockResult;
}

/// <summary>What became of a list.</summary>
public abstract record ImportResult
{
    private ImportResult()
    {
    }

    /// <summary>It was carried out.</summary>
    /// <param name="Placed">How many networks were blocked.</param>
    /// <param name="Known">How many were blocked already, and were left as they are.</param>
    public sealed record Done(int Placed, int Known) : ImportResult;

    /// <summary>Nothing was done, because of these lines.</summary>
    public sealed record Refused(IReadOnlyList<BadLine> Lines) : ImportResult;

    /// <summary>Nothing was done: there are more networks than one list may hold.</summary>
    public sealed record TooMany : ImportResult;

    /// <summary>There was nothing to do: no line names a network.</summary>
    public sealed record Empty : ImportResult;
}

/// <summary>A line of a list that cannot be carried out.</summary>
/// <param name="Number">Counted from one.</param>
/// <param name="Text">Its beginning, made fit to be shown.</param>
/// <param name="Fault">What is wrong with it.</param>
public sealed record BadLine(int Number, string Text, BlockFault Fault);
