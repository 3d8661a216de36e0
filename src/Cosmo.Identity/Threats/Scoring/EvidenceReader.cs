using System.Globalization;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;

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
        SELECT {FactRow.Columns(Bucket())}
        FROM security_events
        WHERE id >= ${EventWindow.Buckets} AND ip_address IS NOT NULL AND type IN ({string.Join(", ", Types.Select(type => (int)type))})
        """);

    /// <param name="window">Which events.</param>
    /// <param name="answered">Per subscriber the slice up to which a block has answered for its deeds: only what is younger counts.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<Dictionary<Subscriber, AddressEvidence>> ReadAsync(
        EventWindow window, IReadOnlyDictionary<Subscriber, int> answered, CancellationToken cancellationToken)
    {
        var all = new Dictionary<Subscriber, AddressEvidence>();
        var starts = Enumerable.Range(0, EventWindow.Buckets).Select(bucket => (SqlValue)EventWindow.LeastKey(window.StartOf(bucket)));
        await using var connection = database.OpenBackground();
        await connection.ReadEachAsync(new SqlStatement(Text, [.. starts]), row => Add(FactRow.Read(row)), cancellationToken);
        return all;

        void Add(FactRow row)
        {
            if (row.Subscriber is not { } subscriber || (answered.TryGetValue(subscriber, out var bucket) && row.Fact.Bucket >= bucket))
            {
                return;
            }

            if (!all.TryGetValue(subscriber, out var evidence))
            {
                MakeRoom(all);
                all[subscriber] = evidence = new AddressEvidence();
            }

            evidence.Add(row.Fact, window.WeightOf(row.Fact.Bucket));
        }
    }

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
