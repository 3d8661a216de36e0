using System.Net;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Threats.Blocks;

/// <summary>What has become of a block.</summary>
public enum BlockState
{
    /// <summary>It refuses service.</summary>
    InForce,

    /// <summary>Recorded in mode shadow: it refuses nobody.</summary>
    Shadow,

    /// <summary>It stands, but <c>Threats:Mode</c> says that it refuses nobody.</summary>
    Rests,

    /// <summary>It stands, but nobody in it can be refused: the settings or an administrator exempt all of them.</summary>
    Exempt,

    /// <summary>Somebody lifted it.</summary>
    Lifted,

    /// <summary>It ended by itself.</summary>
    Over,
}

/// <summary>A block as it is stored, and what has become of it.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Network">Whom it refuses.</param>
/// <param name="State">What has become of it.</param>
/// <param name="CreatedAt">When it was placed.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
/// <param name="LiftedAt">When it was lifted; null where it was not.</param>
/// <param name="Repetition">How often the network was blocked before.</param>
/// <param name="Reason">Why, for a person; it may quote what strangers wrote.</param>
/// <param name="Score">The score that led to it.</param>
/// <param name="PlacedBy"><c>rule:…</c>, <c>score</c>, <c>command:…</c> or an administrator's subject.</param>
public sealed record KnownBlock(
    Guid Id,
    NetworkName Network,
    BlockState State,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? LiftedAt,
    int Repetition,
    string Reason,
    int? Score,
    string PlacedBy)
{
    /// <summary>Whether it can be lifted or extended.</summary>
    public bool Stands => State is BlockState.InForce or BlockState.Shadow or BlockState.Rests or BlockState.Exempt;

    /// <summary>The administrator who placed it, where one did.</summary>
    public Guid? Administrator => Guid.TryParseExact(PlacedBy, "D", out var id) ? id : null;

    /// <summary>Who lifted it and why, where that is known.</summary>
    public BlockLifting? Lifting { get; init; }

    internal static KnownBlock Of(IpBlock block, ThreatsOptions options, BlockExemptions exempt, DateTimeOffset now) => new(
        block.Id,
        NetworkName.Of(IPNetwork.Parse(block.Network)),
        StateOf(block, options, exempt, now),
        block.CreatedAt,
        block.ExpiresAt,
        block.LiftedAt,
        block.Repetition,
        block.Reason,
        block.Score,
        block.PlacedBy);

    private static BlockState StateOf(IpBlock block, ThreatsOptions options, BlockExemptions exempt, DateTimeOffset now) =>
        block.LiftedAt is not null ? BlockState.Lifted
        : block.ExpiresAt <= now ? BlockState.Over
        : block.IsShadow ? BlockState.Shadow
        // Blocks of rules from before the mode was set to shadow rest, too.
        : options.Mode is ThreatsMode.Off || (options.Mode is ThreatsMode.Shadow && BlockRequest.IsAutomaticBy(block.PlacedBy)) ? BlockState.Rests
        : exempt.Covers(IPNetwork.Parse(block.Network)) ? BlockState.Exempt
        : BlockState.InForce;
}

/// <summary>How a block was lifted.</summary>
/// <param name="Actor">An administrator's subject, or <c>command:…</c>.</param>
/// <param name="Reason">Why, where they said so.</param>
public sealed record BlockLifting(string Actor, string? Reason)
{
    /// <summary>The administrator, where it was one.</summary>
    public Guid? Administrator => Guid.TryParseExact(Actor, "D", out var id) ? id : null;
}

/// <summary>Some standing blocks, newest first.</summary>
/// <param name="Blocks">The blocks.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record BlockPage(IReadOnlyList<KnownBlock> Blocks, Guid? Next);
