using System.Data.Common;
using System.Globalization;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.Threats.Scoring;

/// <summary>
/// Reads the events of a window once, in whatever order the database has them, and gathers them by subscriber. Grouping here
/// instead of in SQL costs no more, and puts the addresses of an IPv6 /64 together, forgives names that signed in later, and
/// leaves out what a block has already answered for.
/// </summary>
internal sealed class EvidenceReader(Database database)
{
    /// <summary>More addresses are not held at once; those with next to nothing against them give way.</summary>
    public const int MostAddresses = 100_000;

    private static readonly TimeSpan LongestRead = TimeSpan.FromMinutes(1);

    // Only what judges: the types are constants, so that the statement is one.
    private static readonly SecurityEventType[] Types =
    [
        SecurityEventType.SignedIn, SecurityEventType.Reauthenticated, SecurityEventType.TokensRefreshed, SecurityEventType.AuthorizationGranted,
        SecurityEventType.SessionStarted, SecurityEventType.NewDeviceUsed,
        SecurityEventType.SignInFailed, SecurityEventType.UnknownUserTried, SecurityEventType.LockedSignInRefused, SecurityEventType.DisabledSignInRefused,
        SecurityEventType.RefreshTokenReused, SecurityEventType.AuthorizationCodeReused,
        SecurityEventType.InvalidTokenPresented, SecurityEventType.GrantRefused, SecurityEventType.ForeignTokenRefused, SecurityEventType.PasswordResetRefused,
        SecurityEventType.ClientAuthenticationFailed, SecurityEventType.UnknownClientPresented,
        SecurityEventType.ScannerPathRequested, SecurityEventType.PathTraversalTried, SecurityEventType.InjectionProbed,
        SecurityEventType.RateLimitReached, SecurityEventType.BlockedAddressRefused, SecurityEventType.ProxyHeadersForged,
    ];

    private static readonly string Text = string.Create(CultureInfo.InvariantCulture, $"""
        SELECT ip_address, type, {Bucket()}, count, subject_id, name_hash, pair_hash, agent_hash
        FROM security_events
        WHERE id >= ${EventWindow.Buckets} AND ip_address IS NOT NULL AND type IN ({string.Join(", ", Types.Select(type => (int)type))})
        """);

    /// <param name="window">Which events.</param>
    /// <param name="answered">Per subscriber the slice up to which a block has answered for its deeds: only what is younger counts.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<Dictionary<Subscriber, AddressEvidence>> ReadAsync(
        EventWindow window, IReadOnlyDictionary<Subscriber, int> answered, CancellationToken cancellationToken)
    {
        await using var context = database.CreateContext();
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = Text;
        command.CommandTimeout = (int)LongestRead.TotalSeconds;
        for (var bucket = 0; bucket < EventWindow.Buckets; bucket++)
        {
            var parameter = command.CreateParameter();
            // PostgreSQL's driver takes places by order, SQLite's by name.
            parameter.ParameterName = database.Provider == DatabaseProvider.Sqlite ? $"${bucket + 1}" : "";
            parameter.Value = EventWindow.LeastKey(window.StartOf(bucket));
            command.Parameters.Add(parameter);
        }

        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        return await GatherAsync(rows, window, answered, cancellationToken);
    }

    private static async Task<Dictionary<Subscriber, AddressEvidence>> GatherAsync(
        DbDataReader rows, EventWindow window, IReadOnlyDictionary<Subscriber, int> answered, CancellationToken cancellationToken)
    {
        var all = new Dictionary<Subscriber, AddressEvidence>();
        while (await rows.ReadAsync(cancellationToken))
        {
            var fact = Read(rows);
            if (Subscriber.TryParse(rows.GetString(0)) is not { } subscriber
                || (answered.TryGetValue(subscriber, out var bucket) && fact.Bucket >= bucket))
            {
                continue;
            }

            if (!all.TryGetValue(subscriber, out var evidence))
            {
                MakeRoom(all);
                all[subscriber] = evidence = new AddressEvidence();
            }

            evidence.Add(fact, window.WeightOf(fact.Bucket));
        }

        return all;
    }

    private static EventFact Read(DbDataReader row) => new(
        (SecurityEventType)row.GetInt32(1),
        row.GetInt32(2),
        row.GetInt32(3),
        row.IsDBNull(4) ? null : EventFact.NumberOf(row.GetGuid(4)),
        Number(row, 5),
        Number(row, 6),
        Number(row, 7));

    private static long? Number(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static void MakeRoom(Dictionary<Subscriber, AddressEvidence> all)
    {
        for (var bar = 1.5f; all.Count >= MostAddresses; bar *= 2)
        {
            foreach (var (subscriber, _) in all.Where(pair => pair.Value.Hostile < bar).ToList())
            {
                all.Remove(subscriber);
            }
        }
    }

    // $1 is the start of the youngest slice, and the last parameter that of the window. Halved again and again: four comparisons for twelve slices.
    private static string Bucket(int youngest = 0, int oldest = EventWindow.Buckets - 1)
    {
        if (youngest == oldest)
        {
            return youngest.ToString(CultureInfo.InvariantCulture);
        }

        var middle = (youngest + oldest) / 2;
        return $"CASE WHEN id >= ${middle + 1} THEN {Bucket(youngest, middle)} ELSE {Bucket(middle + 1, oldest)} END";
    }
}
