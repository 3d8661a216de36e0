using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.Passwords;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Lockout;

/// <summary>
/// How long a refusal takes says nothing about why (ENUM-01): the area under the ROC curve of any two classes is that of a coin.
/// <c>COSMO_TEST_TIMING_TRIES=2000</c> measures as the issue does. On a busy machine one check that took long would have all tries
/// wait for as long.
/// </summary>
[Collection(nameof(Alone)), Trait(nameof(Alone), Alone.Times)]
public sealed class EnumerationTimeTests(Servers servers)
{
    private const int Lanes = 3;

    [Fact]
    public async Task Refusals_of_every_class_take_the_same_time()
    {
        // Nearly all of it is waiting, of two servers as well as of one: each has a core.
        var both = await Task.WhenAll(MeasureAsync(Database.Sqlite), MeasureAsync(Database.PostgreSql));


        foreach (var times in both)
        {
            times.ShouldTellNothing();
        }
    }

    private async Task<AnswerTimes> MeasureAsync(Database database)
    {
        // Nobody gets locked by these tries; one account is locked from the beginning.
        await using var server = await servers.StartProcessAsync(database, ("Lockout:FailureLimit", "1000000"));
        await server.StopAsync();
        await server.Database.ExecuteAsync($"UPDATE users SET password_hash = '{OldHash.Of(People.Olga.Password, 100_000)}' WHERE normalized_user_name = 'OLGA'");
        await server.Database.ExecuteAsync($"UPDATE users SET password_hash = '{DjangoHashes.Slow}' WHERE normalized_user_name = 'GRACE'");
        await server.Database.ExecuteAsync(
            "INSERT INTO sign_in_counters (key, failures, pending, last_at, expires_at) " +
            "SELECT 'user:' || lower(CAST(id AS text)), 1000000, 0, '2026-01-01 00:00:00', '2099-01-01 00:00:00' FROM users WHERE normalized_user_name = 'ADA'");
        await server.StartAgainAsync();
        Dictionary<string, Func<Task<Answer>>> classes = new()
        {
            ["wrong password"] = () => server.TryAsync(People.Heidi, "wrong-password"),
            ["unknown user"] = () => server.TryAsync(new Person("nobody-of-that-name", "wrong-password")),
            ["locked"] = () => server.TryAsync(People.Ada, "wrong-password"),
            ["locked, right password"] = () => server.TryAsync(People.Ada),
            ["disabled"] = () => server.TryAsync(People.Linus),
            ["old hash"] = () => server.TryAsync(People.Olga, "wrong-password"),
            ["imported hash"] = () => server.TryAsync(People.Grace, "wrong-password"),
            ["impossible name"] = () => server.TryAsync(new Person(new string('n', 300), "wrong-password")),
        };
        await AnswerTimes.MeasureAsync(classes, 5 * classes.Count, 400, Lanes);
        return await AnswerTimes.MeasureAsync(classes, AnswerTimes.Tries(30 * classes.Count), 400, Lanes);
    }
}
