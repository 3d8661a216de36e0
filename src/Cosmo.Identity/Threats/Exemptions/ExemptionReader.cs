using Cosmo.Identity.Data;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Threats.Exemptions;

/// <summary>Shows the exemptions that administrators placed; what the settings exempt is in <see cref="Blocks.BlockSettings"/>.</summary>
public sealed class ExemptionReader
{
    private readonly Database database;
    private readonly BlockExemptions exempt;
    private readonly TimeProvider clock;

    internal ExemptionReader(Database database, BlockExemptions exempt, TimeProvider clock) => (this.database, this.exempt, this.clock) = (database, exempt, clock);

    /// <summary>All that stand, newest first; <see cref="ExemptionOrders.Most"/> at most.</summary>
    public async Task<IReadOnlyList<KnownExemption>> ListAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await ReadAsync(ExemptionStatements.SelectStanding(now), now, cancellationToken);
    }

    /// <summary>One, whatever has become of it; null where there is none.</summary>
    public async Task<KnownExemption?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await ReadAsync(ExemptionStatements.SelectOne(id), clock.GetUtcNow(), cancellationToken) is [var exemption] ? exemption : null;

    /// <summary>Those that stand and hold all of an address or network, the narrowest first.</summary>
    public async Task<IReadOnlyList<KnownExemption>> OfAsync(NetworkName name, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var around = Enumerable.Range(0, name.Network.PrefixLength + 1).Select(prefix => Subnet.Of(name.Network.BaseAddress, prefix).ToString()).ToList();
        return [.. (await ReadAsync(ExemptionStatements.SelectOf(around, now), now, cancellationToken)).OrderByDescending(exemption => exemption.Network.Network.PrefixLength)];
    }

    /// <summary>Whether the settings already say that no block applies to anybody in the network.</summary>
    public bool IsExemptBySettings(NetworkName name) => exempt.SettingsCover(name.Network);

    private async Task<IReadOnlyList<KnownExemption>> ReadAsync(SqlStatement statement, DateTimeOffset now, CancellationToken cancellationToken) =>
        [.. (await database.ReadAllAsync(statement, ExemptionStatements.Read, cancellationToken)).Select(exemption => KnownExemption.Of(exemption, now))];
}
