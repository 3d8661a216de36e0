using Cosmo.Identity.Data;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Sessions;

/// <summary>A session that began at an address.</summary>
public sealed record AddressSession(Guid Id, Guid UserId, string IpAddress, string Browser, string OperatingSystem, string? ClientId, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt);

/// <summary>The live sessions that began at one address or in one network, and their end, for when it turns out to be an attacker's.</summary>
public sealed class AddressSessions
{
    /// <summary>More are not ended at once; whoever ends them does it again.</summary>
    public const int Most = 1000;

    private const int AtOnce = 100;

    // No index leads there, and none is worth its writes: even of 200,000 sessions it is asked once in an attack.
    private const string SelectLive =
        """
        SELECT id, user_id, ip_address, browser, operating_system, client_id, created_at, last_seen_at FROM user_sessions
        WHERE ended_at IS NULL AND (cookie_hash IS NULL OR expires_at > $1) AND ip_address LIKE $2
        ORDER BY id DESC LIMIT 20000
        """;

    private readonly Database database;
    private readonly SecurityEventRecorder recorder;
    private readonly TimeProvider clock;

    internal AddressSessions(Database database, SecurityEventRecorder recorder, TimeProvider clock) =>
        (this.database, this.recorder, this.clock) = (database, recorder, clock);

    /// <summary>The newest of them, at most <see cref="Most"/>.</summary>
    public async Task<IReadOnlyList<AddressSession>> ListAsync(NetworkName name, CancellationToken cancellationToken)
    {
        var found = await database.ReadAllAsync(
            new SqlStatement(SelectLive, clock.GetUtcNow(), name.LikePattern),
            row => new AddressSession(
                row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetString(4), row.Text(5), row.Instant(6)!.Value, row.Instant(7)!.Value),
            cancellationToken);
        return [.. found.Where(session => name.Holds(session.IpAddress)).Take(Most)];
    }

    /// <summary>Ends them with all their tokens, each with its event.</summary>
    /// <param name="act">Who orders it, and why.</param>
    /// <param name="name">Where they began.</param>
    /// <param name="except">The session in which it is ordered.</param>
    /// <param name="cancellationToken">Stops between two hundreds.</param>
    /// <returns>How many it ended.</returns>
    public async Task<int> EndAsync(AdminAct act, NetworkName name, Guid? except, CancellationToken cancellationToken)
    {
        var ended = 0;
        foreach (var some in (await ListAsync(name, cancellationToken)).Where(session => session.Id != except).Chunk(AtOnce))
        {
            var now = EventTime.Now(clock);
            var touched = await recorder.ExecuteAsync(
                [.. some.SelectMany(session => SessionStatements.End(session.Id, session.UserId, EndReasons.ByAdministrator, now))],
                [.. some.Select(session => SessionEvents.EndedBy(act, session.Id, session.UserId, now, name.Text))],
                cancellationToken);
            // Two statements for each: the session and its families.
            ended += some.Where((_, i) => touched[2 * i] == 1).Count();
        }

        return ended;
    }
}
