namespace Cosmo.Identity.SecurityEvents.Chain;

/// <summary>A place where the audit trail is not what was written.</summary>
/// <param name="At">When it was, as far as that is known: the first one is told first.</param>
/// <param name="Text">For an operator, in one sentence.</param>
internal sealed record ChainBreak(DateTimeOffset At, string Text);

/// <summary>What a verification found.</summary>
/// <param name="Events">Events that were read, each with its own hash.</param>
/// <param name="Seals">Seals that were read.</param>
/// <param name="Pruned">Seals whose events retention has deleted.</param>
/// <param name="Writers">Processes that have written.</param>
/// <param name="Unsealed">Events of processes that still run, or have not been recovered yet, under no seal so far.</param>
/// <param name="Breaks">In order of time; empty where everything is as it was written.</param>
internal sealed record ChainReport(long Events, long Seals, long Pruned, int Writers, long Unsealed, IReadOnlyList<ChainBreak> Breaks);
