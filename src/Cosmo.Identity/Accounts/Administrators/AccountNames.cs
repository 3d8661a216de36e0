using System.Collections.Concurrent;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.Accounts.Administrators;

/// <summary>What people are called, for lists that know them by subject; remembered for a minute, since live pages ask for the same ones again and again.</summary>
public sealed class AccountNames
{
    private const int Most = 10_000;

    private const int AtOnce = 100;

    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private readonly Database database;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<Guid, (string? Name, DateTimeOffset At)> known = new();

    internal AccountNames(Database database, TimeProvider clock) => (this.database, this.clock) = (database, clock);

    /// <summary>The user names of these subjects; one that is no account any more is left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> OfAsync(IEnumerable<Guid?> subjects, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        List<Guid> asked = [.. subjects.OfType<Guid>().Distinct()];
        List<Guid> unknown = [.. asked.Where(id => !known.TryGetValue(id, out var name) || now - name.At > Remembered)];
        if (known.Count + unknown.Count > Most)
        {
            known.Clear();
            unknown = asked;
        }

        foreach (var some in unknown.Chunk(AtOnce))
        {
            var places = string.Join(", ", some.Select((_, i) => $"${i + 1}"));
            var read = await database.ReadAllAsync(
                new SqlStatement($"SELECT id, user_name FROM users WHERE id IN ({places})", [.. some.Select(id => (SqlValue)id)]), row => (Id: row.GetGuid(0), Name: row.GetString(1)), cancellationToken);
            var names = read.ToDictionary(one => one.Id, one => one.Name);
            foreach (var id in some)
            {
                known[id] = (names.GetValueOrDefault(id), now);
            }
        }

        return asked.Where(id => known.TryGetValue(id, out var name) && name.Name is not null).ToDictionary(id => id, id => known[id].Name!);
    }

    /// <summary>The subject that a text means: a user name, an e-mail address, or a subject itself; null where it is none.</summary>
    public async Task<Guid?> FindAsync(string text, CancellationToken cancellationToken) =>
        Guid.TryParseExact(text.Trim(), "D", out var id) ? id
        : UserNames.Canonical(text) is { } name ? (await database.ReadFirstAsync(UserRecord.ByName(name), UserRecord.Read, cancellationToken))?.Id
        : null;
}
