using System.Globalization;
using System.Text.Json;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.SecurityEvents.Chain;

/// <summary>
/// Which chains there are, and how long they are, in the details of an event: what stands in one chain keeps the others from being
/// removed as a whole, or put back to an earlier state.
/// </summary>
internal static class ChainAnchors
{
    private const string Member = "chains";

    private const int Most = 100;

    private static readonly SecurityEventType[] Types = [SecurityEventType.ServerStarted, SecurityEventType.ServerStopped, SecurityEventType.EventsVerified];

    /// <summary>The given members and the chains that were last written to.</summary>
    public static async Task<string> DescribeAsync(Database database, CancellationToken cancellationToken, params IReadOnlyList<(string Name, object Value)> members)
    {
        var chains = await database.ReadAllAsync(WriterStatements.LastSeen(Most), row => (Id: row.GetInt64(0), Seals: row.GetInt64(1)), cancellationToken);
        var details = members.ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
        details[Member] = chains.ToDictionary(chain => chain.Id.ToString(CultureInfo.InvariantCulture), chain => chain.Seals, StringComparer.Ordinal);
        return JsonSerializer.Serialize(details);
    }

    /// <summary>What the event says of chains; its hash has been checked.</summary>
    public static IReadOnlyList<(long Writer, long Seals)> Of(SecurityEvent fact)
    {
        if (fact.Details is null || !Types.Contains(fact.Type))
        {
            return [];
        }

        using var details = JsonDocument.Parse(fact.Details);
        return details.RootElement.TryGetProperty(Member, out var chains)
            ? [.. chains.EnumerateObject().Select(chain => (long.Parse(chain.Name, CultureInfo.InvariantCulture), chain.Value.GetInt64()))]
            : [];
    }
}
