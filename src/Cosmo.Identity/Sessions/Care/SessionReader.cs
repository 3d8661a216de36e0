using System.Data.Common;
using System.Net;
using Cosmo.Identity.Data;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Sessions.Care;

/// <summary>Shows sessions of anybody, the newest first.</summary>
public sealed class SessionReader
{
    /// <summary>The most that one page holds.</summary>
    public const int LargestPage = 50;

    private const int Stride = 1000;

    /// <summary>So many queries are made for one page of a network; then it is handed out as it is, with the place where to go on.</summary>
    private const int MostStrides = 20;

    private const string Columns =
        """
        s.id, s.user_id, s.browser, s.operating_system, s.device_kind, s.ip_address, s.client_id, s.amr, s.created_at, s.last_seen_at, s.ended_at, s.end_reason
        """;

    // As its owner sees it: a session whose cookie has run out lives on while tokens of it do; one that a grant made never had a cookie.
    // A value, no EXISTS: for that, PostgreSQL would first read the authorizations of everybody.
    private const string IsAlive =
        """
        s.ended_at IS NULL AND ((s.cookie_hash IS NOT NULL AND s.expires_at > $1)
            OR (SELECT 1 FROM authorizations a WHERE a.session_id = s.id AND a.status = 'valid' AND (a.expires_at IS NULL OR a.expires_at > $1) LIMIT 1) IS NOT NULL)
        """;

    private const string SelectClientText = "SELECT id FROM clients WHERE client_id = $1";

    private const string CountText = "SELECT count(*) FROM user_sessions WHERE ended_at IS NULL AND expires_at > $1";

    private static readonly Guid Last = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    private readonly Database database;
    private readonly TimeProvider clock;

    internal SessionReader(Database database, TimeProvider clock) => (this.database, this.clock) = (database, clock);

    /// <summary>A page of sessions.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="before">The <see cref="SessionPage.Next"/> of the page before; null at the beginning.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Stops between two queries.</param>
    public async Task<SessionPage> ReadAsync(SessionFilter filter, Guid? before, int count, CancellationToken cancellationToken)
    {
        count = Math.Clamp(count, 1, LargestPage);
        var cursor = before ?? Last;
        var stride = filter.Network is null ? count + 1 : Stride;
        // Asked for first: a query that finds out by itself is planned for any client, and then looks at every session.
        var client = filter.Client is { } name ? await database.ReadFirstAsync(new SqlStatement(SelectClientText, name), row => (Guid?)row.GetGuid(0), cancellationToken) : null;
        var found = new List<SessionSummary>();
        for (var strides = 0; strides < MostStrides; strides++)
        {
            var read = await database.ReadAllAsync(Select(filter, client, cursor, stride), Read, cancellationToken);
            found.AddRange(read.Where(filter.IsInNetwork));
            if (found.Count > count)
            {
                return new SessionPage(await WithClientsAsync(found[..count], cancellationToken), found[count - 1].Id);
            }

            if (read.Count < stride)
            {
                return new SessionPage(await WithClientsAsync(found, cancellationToken), null);
            }

            cursor = read[^1].Id;
        }

        return new SessionPage(await WithClientsAsync(found, cancellationToken), cursor);
    }

    /// <summary>Those of these sessions that nobody has ended.</summary>
    public async Task<IReadOnlyList<SessionSummary>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        if (ids.Count is 0 or > SessionCare.MostAtOnce)
        {
            return [];
        }

        var places = string.Join(", ", ids.Select((_, i) => $"${i + 1}"));
        return await database.ReadAllAsync(
            new SqlStatement($"SELECT {Columns} FROM user_sessions s WHERE s.id IN ({places}) AND s.ended_at IS NULL ORDER BY s.id DESC", [.. ids.Select(id => (SqlValue)id)]),
            Read,
            cancellationToken);
    }

    /// <summary>How many sessions nobody has ended and whose time is not over: what a session itself says, whatever tokens it still has.</summary>
    public async Task<int> CountLiveAsync(CancellationToken cancellationToken) =>
        (int)await database.ReadFirstAsync(new SqlStatement(CountText, clock.GetUtcNow()), row => row.GetInt64(0), cancellationToken);

    private SqlStatement Select(SessionFilter filter, Guid? clientKey, Guid before, int count)
    {
        // Time is in the keys: they are made when a session begins.
        List<SqlValue> values =
        [
            clock.GetUtcNow(), filter.Since is { } since ? EventTime.FirstKeyAt(since) : Guid.Empty,
            filter.Until is { } until && EventTime.FirstKeyAt(until) is var end && end.CompareTo(before) < 0 ? end : before, count,
        ];
        List<string> conditions = ["s.id >= $2", "s.id < $3"];
        if (filter.User is { } user)
        {
            conditions.Add(With("s.user_id = {0}", user));
        }

        if (filter.IpAddress is { } address)
        {
            conditions.Add(With("s.ip_address = {0}", address));
        }

        if (filter.Network is { } network)
        {
            conditions.Add(With("s.ip_address LIKE {0}", NetworkName.Of(network).LikePattern));
        }

        if (filter.Device is { } device)
        {
            conditions.Add(With(@"lower(s.browser || ' on ' || s.operating_system || ' ' || s.device_kind) LIKE {0} ESCAPE '\'", LikePattern.Holding(device.ToLowerInvariant())));
        }

        if (filter.Client is not { } client)
        {
            return new SqlStatement(Living(conditions), [.. values]);
        }

        // Those that it began itself, and those in which it was given tokens: two stretches of indexes, where one condition would look at every session.
        List<string> parts = [Living([.. conditions, With("s.client_id = {0}", client)])];
        if (clientKey is { } key)
        {
            parts.Add(Living([.. conditions, With("s.id IN (SELECT a.session_id FROM authorizations a WHERE a.application_id = {0} AND a.status = 'valid')", key)]));
        }

        var both = string.Join(" UNION ", parts.Select((part, i) => $"SELECT * FROM ({part}) AS p{i}"));
        return new SqlStatement($"SELECT * FROM ({both}) AS parts ORDER BY id DESC LIMIT $4", [.. values]);

        // In two steps, so that only what fits is asked whether it lives.
        string Living(IEnumerable<string> conditions) =>
            $"""
             SELECT {Columns} FROM (SELECT * FROM user_sessions s WHERE {string.Join(" AND ", conditions)} ORDER BY id DESC) AS s
             WHERE {(filter.WithEnded ? "$1 IS NOT NULL" : IsAlive)} ORDER BY s.id DESC LIMIT $4
             """;

        string With(string condition, SqlValue value)
        {
            values.Add(value);
            return condition.Replace("{0}", $"${values.Count}", StringComparison.Ordinal);
        }
    }

    private static SessionSummary Read(DbDataReader row) => new(row.GetGuid(0), row.GetGuid(1))
    {
        Browser = row.GetString(2),
        OperatingSystem = row.GetString(3),
        DeviceKind = row.GetString(4),
        IpAddress = row.GetString(5),
        ClientId = row.Text(6),
        Clients = row.Text(6) is { } client ? [client] : [],
        AuthenticationMethods = row.GetString(7).Split(' ', StringSplitOptions.RemoveEmptyEntries),
        CreatedAt = row.Instant(8)!.Value,
        LastSeenAt = row.Instant(9)!.Value,
        EndedAt = row.Instant(10),
        EndReason = row.Text(11),
    };

    /// <summary>The same with the clients that have tokens in them.</summary>
    private async Task<IReadOnlyList<SessionSummary>> WithClientsAsync(List<SessionSummary> sessions, CancellationToken cancellationToken)
    {
        if (sessions.Count == 0)
        {
            return sessions;
        }

        var places = string.Join(", ", sessions.Select((_, i) => $"${i + 1}"));
        var clients = await database.ReadAllAsync(
            new SqlStatement(
                $"SELECT DISTINCT a.session_id, c.client_id FROM authorizations a JOIN clients c ON c.id = a.application_id WHERE a.session_id IN ({places}) AND a.status = 'valid'",
                [.. sessions.Select(session => (SqlValue)session.Id)]),
            row => (Session: row.GetGuid(0), Client: row.GetString(1)),
            cancellationToken);
        var of = clients.ToLookup(pair => pair.Session, pair => pair.Client);
        return [.. sessions.Select(session => session with { Clients = [.. session.Clients.Union(of[session.Id], StringComparer.Ordinal).Order(StringComparer.Ordinal)] })];
    }
}

/// <summary>Which sessions are asked for; what is null asks for all.</summary>
public sealed record SessionFilter
{
    /// <summary>Of this user.</summary>
    public Guid? User { get; init; }

    /// <summary>With this text, in whatever case, in the words for the device, such as <c>Firefox on Linux desktop</c>.</summary>
    public string? Device { get; init; }

    /// <summary>Begun from this address, canonical.</summary>
    public string? IpAddress { get; init; }

    /// <summary>Begun from an address in this network.</summary>
    public IPNetwork? Network { get; init; }

    /// <summary>In which this client has tokens, or which its grant began.</summary>
    public string? Client { get; init; }

    /// <summary>Begun then or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Begun before.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Those that are over, too, as long as they are kept.</summary>
    public bool WithEnded { get; init; }

    internal bool IsInNetwork(SessionSummary session) =>
        Network is not { } network || (System.Net.IPAddress.TryParse(session.IpAddress, out var address) && network.Contains(address));
}

/// <summary>Some sessions, newest first.</summary>
/// <param name="Sessions">May be fewer than asked for where few of many fit.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record SessionPage(IReadOnlyList<SessionSummary> Sessions, Guid? Next);

/// <summary>A session as an administrator sees it. Browser and system are what the client claims.</summary>
/// <param name="Id">The claim <c>sid</c>.</param>
/// <param name="UserId">Whose it is.</param>
public sealed record SessionSummary(Guid Id, Guid UserId)
{
    /// <summary>Such as <c>Firefox</c>.</summary>
    public string Browser { get; init; } = "";

    /// <summary>Such as <c>Windows</c>.</summary>
    public string OperatingSystem { get; init; } = "";

    /// <summary><c>desktop</c>, <c>mobile</c>, <c>tablet</c>, <c>bot</c> or <c>program</c>.</summary>
    public string DeviceKind { get; init; } = "";

    /// <summary>From where it was begun.</summary>
    public string IpAddress { get; init; } = "";

    /// <summary>The client whose grant began it; null for a browser's.</summary>
    public string? ClientId { get; init; }

    /// <summary>The clients that have tokens in it.</summary>
    public IReadOnlyList<string> Clients { get; init; } = [];

    /// <summary>Names of RFC 8176.</summary>
    public IReadOnlyList<string> AuthenticationMethods { get; init; } = [];

    /// <summary>When it was begun.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Last use, exact to a minute.</summary>
    public DateTimeOffset LastSeenAt { get; init; }

    /// <summary>When it was ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it was ended, as a stable word.</summary>
    public string? EndReason { get; init; }
}
