using System.Globalization;
using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Threats;
using Cosmo.Identity.Threats.Blocks;

namespace Cosmo.Identity.Admin.Blocks;

/// <summary>A block with the names of who placed and who lifted it.</summary>
/// <param name="Block">The block.</param>
/// <param name="By">Who placed it, in words.</param>
/// <param name="LiftedBy">Who lifted it, where that is known.</param>
internal sealed record BlockRow(KnownBlock Block, string By, string? LiftedBy)
{
    public static async Task<IReadOnlyList<BlockRow>> OfAsync(IReadOnlyList<KnownBlock> blocks, AccountNames names, CancellationToken cancellationToken)
    {
        var known = await names.OfAsync(blocks.SelectMany(block => new[] { block.Administrator, block.Lifting?.Administrator }), cancellationToken);
        return [.. blocks.Select(block => new BlockRow(block, BlockWords.Of(block.PlacedBy, known), block.Lifting is { } lifting ? BlockWords.Of(lifting.Actor, known) : null))];
    }
}

/// <summary>Blocks in words.</summary>
internal static class BlockWords
{
    /// <summary>Who acted: an administrator by name, a rule, the score, a command.</summary>
    public static string Of(string actor, IReadOnlyDictionary<Guid, string> names) =>
        Guid.TryParseExact(actor, "D", out var id) ? names.GetValueOrDefault(id) ?? actor
        : actor == "score" ? ThreatTexts.ByScore
        : actor.StartsWith("rule:", StringComparison.Ordinal) ? string.Format(CultureInfo.InvariantCulture, ThreatTexts.ByRule, actor["rule:".Length..])
        : actor.StartsWith("command:", StringComparison.Ordinal) ? string.Format(CultureInfo.InvariantCulture, ThreatTexts.ByCommand, actor["command:".Length..])
        : actor;

    /// <summary>The class of the badge and its word.</summary>
    public static (string? Style, string Word) Of(BlockState state) => state switch
    {
        BlockState.InForce => ("is-warning", ThreatTexts.StateInForce),
        BlockState.Shadow => ("is-notice", ThreatTexts.StateShadow),
        BlockState.Rests => (null, ThreatTexts.StateRests),
        BlockState.Exempt => (null, ThreatTexts.StateExempt),
        BlockState.Lifted => (null, ThreatTexts.StateLifted),
        _ => (null, ThreatTexts.StateOver),
    };

    /// <summary>Why an order cannot be carried out.</summary>
    public static string Of(BlockFault fault) => fault switch
    {
        BlockFault.NoNetwork => ThreatTexts.FaultNetwork,
        BlockFault.TooWide => ThreatTexts.FaultTooWide,
        BlockFault.Exempt => ThreatTexts.FaultExempt,
        BlockFault.Exempted => ThreatTexts.FaultExempted,
        BlockFault.OwnNetwork => ThreatTexts.FaultOwn,
        BlockFault.Blocked => ThreatTexts.FaultBlocked,
        BlockFault.EndsLater => ThreatTexts.FaultEndsLater,
        _ => ThreatTexts.FaultNotBlocked,
    };

    /// <summary>The durations to choose from, the shortest first.</summary>
    public static IEnumerable<(string Value, string Words)> Durations() =>
    [
        ("1h", ThreatTexts.Duration1h), ("24h", ThreatTexts.Duration24h), ("7d", ThreatTexts.Duration7d), ("30d", ThreatTexts.Duration30d), ("365d", ThreatTexts.Duration365d),
    ];
}
