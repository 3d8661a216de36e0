using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Sessions.Care;

/// <summary>Ends sessions of others, by order of an administrator; each order in one transaction with its events. Cookies and tokens end with them, at once.</summary>
public sealed class SessionCare
{
    /// <summary>So many are ended by one order that names them.</summary>
    public const int MostAtOnce = 50;

    private const int Batch = 1000;

    private const string SelectBatchText = "SELECT id FROM user_sessions WHERE id > $1 AND ended_at IS NULL ORDER BY id LIMIT $2";

    private const string EndBatchText =
        "UPDATE user_sessions SET ended_at = $1, end_reason = $2 WHERE id > $3 AND id <= $4 AND ended_at IS NULL AND id <> $5";

    private const string EndFamiliesText =
        """
        UPDATE authorizations SET status = 'revoked', concurrency_token = $1
        WHERE session_id > $2 AND session_id <= $3 AND session_id <> $4 AND type = 'ad-hoc' AND status = 'valid'
        """;

    private readonly Database database;
    private readonly SecurityEventRecorder recorder;
    private readonly TimeProvider clock;

    internal SessionCare(Database database, SecurityEventRecorder recorder, TimeProvider clock) => (this.database, this.recorder, this.clock) = (database, recorder, clock);

    /// <summary>Ends these sessions, whoever's they are; tells how many lived.</summary>
    public async Task<int> EndAsync(AdminAct act, IReadOnlyCollection<Guid> sessions, CancellationToken cancellationToken)
    {
        if (sessions.Count > MostAtOnce)
        {
            throw new ArgumentException($"An order names at most {MostAtOnce} sessions.", nameof(sessions));
        }

        if (sessions.Count == 0)
        {
            return 0;
        }

        var places = string.Join(", ", sessions.Select((_, i) => $"${i + 1}"));
        var known = await database.ReadAllAsync(
            // In one order, as two who end the same ones would wait for each other.
            new SqlStatement($"SELECT id, user_id FROM user_sessions WHERE id IN ({places}) AND ended_at IS NULL ORDER BY id", [.. sessions.Select(id => (SqlValue)id)]),
            row => (Id: row.GetGuid(0), User: row.GetGuid(1)),
            cancellationToken);
        var now = EventTime.Now(clock);
        var touched = await recorder.ExecuteAsync(
            [.. known.SelectMany(session => SessionStatements.End(session.Id, session.User, EndReasons.ByAdministrator, now))],
            [.. known.Select(session => SessionEvents.EndedBy(act, session.Id, session.User, now, address: null))],
            CancellationToken.None);
        // Two statements for each: the session, and its families.
        return Enumerable.Range(0, known.Count).Sum(i => touched[2 * i]);
    }

    /// <summary>Ends all sessions of a person with all their tokens; tells how many. API keys stay.</summary>
    public async Task<int> EndAllOfAsync(AdminAct act, Guid user, CancellationToken cancellationToken)
    {
        var now = EventTime.Now(clock);
        var mark = Guid.CreateVersion7().ToString("N");
        var fact = act.Event(SecurityEventType.AllTokensRevoked, user, ("cause", EndReasons.ByAdministrator));
        fact.Condition = SessionStatements.AnyEnded(user, now, mark);
        return (await recorder.ExecuteAsync(SessionStatements.EndAll(user, null, EndReasons.ByAdministrator, now, mark), [fact], CancellationToken.None))[0];
    }

    /// <summary>
    /// Ends the sessions of everybody, but the one in which it is ordered; tells how many. It works in batches, so that others can still write
    /// meanwhile: whoever's session is ended first is not waited for. The event stands in the first one.
    /// </summary>
    /// <param name="act">The order.</param>
    /// <param name="except">The session that lives on; null where the order came in none.</param>
    /// <param name="cancellationToken">Gives up before it is begun.</param>
    /// <exception cref="DatabaseUnavailableException">Some sessions may have ended; asking again ends the rest.</exception>
    public async Task<int> EndEverybodyAsync(AdminAct act, Guid? except, CancellationToken cancellationToken)
    {
        var now = EventTime.Now(clock);
        var kept = except ?? Guid.Empty;
        var fact = act.Event(SecurityEventType.AllSessionsEnded, null, ("kept", except));
        SecurityEvent[] facts = [fact];
        var ended = 0;
        var cursor = Guid.Empty;
        while (true)
        {
            var batch = await database.ReadAllAsync(new SqlStatement(SelectBatchText, cursor, Batch), row => row.GetGuid(0), cursor == Guid.Empty ? cancellationToken : CancellationToken.None);
            var end = batch is [.., var last] ? last : cursor;
            ended += (await recorder.ExecuteAsync(
                [
                    new SqlStatement(EndBatchText, now, EndReasons.ByAdministrator, cursor, end, kept),
                    new SqlStatement(EndFamiliesText, Guid.CreateVersion7().ToString("N"), cursor, end, kept),
                ],
                facts,
                CancellationToken.None))[0];
            if (batch.Count < Batch)
            {
                return ended;
            }

            (facts, cursor) = ([], end);
        }
    }
}
