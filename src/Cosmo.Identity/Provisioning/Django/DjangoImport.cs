using System.Diagnostics;
using System.Text.Json.Nodes;
using Cosmo.Identity.Accounts;
using Cosmo.Identity.Data;
using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.Provisioning.Django;

/// <summary>
/// Takes users over from Django with the hashes of their passwords, batch by batch, each in a transaction of its own: an import that is
/// broken off has made whole users, and run again it makes the rest. Who is here already is left alone.
/// </summary>
internal sealed class DjangoImport(Database database, TimeProvider clock)
{
    /// <summary>Some tens of milliseconds of SQLite's one writer.</summary>
    private const int BatchSize = 200;

    private const int MostAttempts = 3;

    private const string SharedName = "a name that signs in must lead to one person";

    /// <param name="file">JSON lines.</param>
    /// <param name="dryRun">Only find out what would happen.</param>
    /// <param name="refuse">Hears of each refused line: its number, and why.</param>
    /// <param name="cancellationToken">Stops it after a batch.</param>
    /// <exception cref="InvalidDataException">The file is none of JSON lines.</exception>
    /// <exception cref="DatabaseUnavailableException">Users of earlier batches are there, of this one none.</exception>
    public async Task<DjangoImportSummary> RunAsync(Stream file, bool dryRun, Action<int, string> refuse, CancellationToken cancellationToken)
    {
        var summary = new DjangoImportSummary();
        var seen = new SeenNames();
        var batch = new List<DjangoUser>(BatchSize);
        await foreach (var line in JsonLines.ReadAsync(file, cancellationToken))
        {
            switch (DjangoUserReader.Read(line))
            {
                case DjangoLine.Refused refused:
                    Refuse(line.Number, refused.Reason);
                    break;
                case DjangoLine.Read { User: var user } when seen.Take(user) is { } other:
                    Refuse(line.Number, $"has the user name or e-mail address of line {other}; {SharedName}");
                    break;
                case DjangoLine.Read { User: var user }:
                    batch.Add(user);
                    break;
            }

            if (batch.Count == BatchSize)
            {
                await FinishBatchAsync();
            }
        }

        await FinishBatchAsync();
        return summary;

        async Task FinishBatchAsync()
        {
            var outcome = await TakeOverAsync(batch, dryRun, cancellationToken);
            foreach (var (user, reason) in outcome.Refused)
            {
                Refuse(user.Line, reason);
            }

            summary = summary with
            {
                Added = summary.Added + outcome.New.Count,
                Here = summary.Here + outcome.Here,
                Privileged = summary.Privileged + outcome.New.Count(user => user.IsPrivileged),
                WithoutPassword = summary.WithoutPassword + outcome.New.Count(user => user.PasswordHash is null),
                Disabled = summary.Disabled + outcome.New.Count(user => !user.IsActive),
            };
            batch.Clear();
        }

        void Refuse(int line, string reason)
        {
            refuse(line, reason);
            summary = summary with { Refused = summary.Refused + 1 };
        }
    }

    private async Task<Outcome> TakeOverAsync(List<DjangoUser> batch, bool dryRun, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return new Outcome([], 0, []);
        }

        if (dryRun)
        {
            await using var context = database.CreateContext();
            return await CompareAsync(context, batch, cancellationToken);
        }

        var since = Stopwatch.GetTimestamp();
        var outcome = await WriteAsync(batch, cancellationToken);
        if (database.Provider == DatabaseProvider.Sqlite)
        {
            // The server's writes need the file, too.
            await Task.Delay(Stopwatch.GetElapsedTime(since), clock, cancellationToken);
        }

        return outcome;
    }

    private async Task<Outcome> WriteAsync(List<DjangoUser> batch, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await database.WriteAsync(
                    async context =>
                    {
                        var outcome = await CompareAsync(context, batch, cancellationToken);
                        context.AddRange(outcome.New.Select(ToUser));
                        await context.SaveChangesAsync(cancellationToken);
                        return outcome;
                    },
                    cancellationToken);
            }
            catch (DbUpdateException) when (attempt < MostAttempts)
            {
                // Somebody else made a user of that name in between: now it is here.
            }
        }
    }

    private static async Task<Outcome> CompareAsync(CosmoDbContext context, List<DjangoUser> batch, CancellationToken cancellationToken)
    {
        var names = batch.Select(user => user.CanonicalName).Concat(batch.Select(user => user.CanonicalEmail).OfType<string>()).Distinct(StringComparer.Ordinal).ToList();
        var stored = await context.Set<User>().AsNoTracking()
            .Where(user => names.Contains(user.NormalizedUserName!) || names.Contains(user.NormalizedEmail!))
            .Select(user => new { Name = user.NormalizedUserName!, Email = user.NormalizedEmail })
            .ToListAsync(cancellationToken);
        var storedNames = stored.Select(user => user.Name).ToHashSet(StringComparer.Ordinal);
        var taken = stored.Select(user => user.Email).OfType<string>().Union(storedNames).ToHashSet(StringComparer.Ordinal);

        var outcome = new Outcome([], batch.Count(user => storedNames.Contains(user.CanonicalName)), []);
        foreach (var user in batch.Where(user => !storedNames.Contains(user.CanonicalName)))
        {
            if (taken.Contains(user.CanonicalName))
            {
                outcome.Refused.Add((user, $"username is the e-mail address of somebody who is here already; {SharedName}"));
            }
            else if (user.CanonicalEmail is { } email && taken.Contains(email))
            {
                outcome.Refused.Add((user, $"email belongs to somebody who is here already; {SharedName}"));
            }
            else
            {
                outcome.New.Add(user);
            }
        }

        return outcome;
    }

    private User ToUser(DjangoUser user)
    {
        var now = clock.GetUtcNow();
        return new User
        {
            UserName = user.UserName,
            NormalizedUserName = user.CanonicalName,
            Email = user.Email,
            NormalizedEmail = user.CanonicalEmail,
            // Django's own registration proves no address, and nothing in its table says that something else did.
            EmailConfirmed = false,
            PasswordHash = user.PasswordHash,
            CreatedAt = user.JoinedAt is { } joined && joined < now ? joined : now,
            UpdatedAt = now,
            DisabledAt = user.IsActive ? null : now,
            Profile = ProfileOf(user),
        };
    }

    private static string? ProfileOf(DjangoUser user)
    {
        var claims = new JsonObject();
        foreach (var (name, value) in new[] { ("name", $"{user.GivenName} {user.FamilyName}".Trim()), ("given_name", user.GivenName), ("family_name", user.FamilyName) })
        {
            if (value.Length > 0)
            {
                claims[name] = value;
            }
        }

        return claims.Count == 0 ? null : claims.ToJsonString();
    }

    /// <summary>What becomes of a batch.</summary>
    private sealed record Outcome(List<DjangoUser> New, int Here, List<(DjangoUser User, string Reason)> Refused);
}
