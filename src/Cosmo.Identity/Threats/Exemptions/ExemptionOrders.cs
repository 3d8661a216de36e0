using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Threats.Blocks;

namespace Cosmo.Identity.Threats.Exemptions;

/// <summary>
/// What administrators order of exemptions: place and end, always with a reason. Each is an event with who and why in the transaction of the
/// exemption itself; this server's front door obeys before the answer leaves.
/// </summary>
public sealed class ExemptionOrders
{
    /// <summary>So many may stand at once.</summary>
    public const int Most = 500;

    private readonly StandingExemptions exemptions;
    private readonly ExemptionReader reader;
    private readonly TimeProvider clock;

    internal ExemptionOrders(StandingExemptions exemptions, ExemptionReader reader, TimeProvider clock) =>
        (this.exemptions, this.reader, this.clock) = (exemptions, reader, clock);

    /// <summary>Exempts an address, with the rest of its IPv6 /64, or a network from every block, standing ones too.</summary>
    /// <param name="act">Who orders it, and why.</param>
    /// <param name="name">Whom.</param>
    /// <param name="duration">How long; null for no end.</param>
    /// <param name="cancellationToken">Gives up before it is begun.</param>
    public async Task<ExemptionResult> PlaceAsync(AdminAct act, NetworkName name, TimeSpan? duration, CancellationToken cancellationToken)
    {
        if (act.Reason is not { } reason)
        {
            return new ExemptionResult.Refused(ExemptionFault.NoReason);
        }

        if (BlockOrders.IsTooWide(name.Subscriber.Network))
        {
            return new ExemptionResult.Refused(ExemptionFault.TooWide);
        }

        var placed = await exemptions.PlaceAsync(now => Draft(act, name, reason, now, duration), exemption => Placed(act, exemption), Most, cancellationToken);
        return placed is not null ? new ExemptionResult.Done(KnownExemption.Of(placed, clock.GetUtcNow()))
            : new ExemptionResult.Refused(
                (await reader.OfAsync(name.Subscriber, cancellationToken)).Any(other => other.Network == name.Subscriber) ? ExemptionFault.Exempt : ExemptionFault.TooMany);
    }

    /// <summary>Ends one: whoever it was for is refused again where a block stands.</summary>
    public async Task<ExemptionResult> EndAsync(AdminAct act, Guid id, CancellationToken cancellationToken)
    {
        if (act.Reason is null)
        {
            return new ExemptionResult.Refused(ExemptionFault.NoReason);
        }

        return await reader.FindAsync(id, cancellationToken) is { State: ExemptionState.Stands } exemption
            && await exemptions.EndAsync(id, act.Actor, Ended(act, exemption), cancellationToken) is { } endedAt
            ? new ExemptionResult.Done(exemption with { State = ExemptionState.Ended, EndedAt = endedAt, EndedBy = act.Actor })
            : new ExemptionResult.Refused(ExemptionFault.NotExempt);
    }

    private static BlockExemption Draft(AdminAct act, NetworkName name, string reason, DateTimeOffset now, TimeSpan? duration) => new()
    {
        Network = name.Subscriber.Network.ToString(),
        Reason = reason,
        PlacedBy = act.Actor,
        CreatedAt = now,
        ExpiresAt = now + duration,
    };

    private static SecurityEvent Placed(AdminAct act, BlockExemption exemption) => act.Event(
        SecurityEventType.ExemptionPlaced, null, ("network", exemption.Network), ("exemption", exemption.Id), ("expires_at", exemption.ExpiresAt));

    private static SecurityEvent Ended(AdminAct act, KnownExemption exemption) => act.Event(
        SecurityEventType.ExemptionEnded,
        null,
        ("network", exemption.Network.Network.ToString()),
        ("exemption", exemption.Id),
        ("placed_by", exemption.PlacedBy),
        ("until", exemption.ExpiresAt));
}
