using System.Diagnostics;
using System.Security.Cryptography;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.Passwords;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Lockout;

/// <summary>
/// How long a refusal takes says nothing about why (ENUM-01): the area under the ROC curve of any two classes is that of a coin.
/// <c>COSMO_TEST_TIMING_TRIES=2000</c> measures as the issue does.
/// </summary>
public sealed class EnumerationTimeTests(Servers servers)
{
    private const double Allowed = 0.05;
    private static readonly int Tries = int.TryParse(Environment.GetEnvironmentVariable("COSMO_TEST_TIMING_TRIES"), out var tries) ? tries : 210;

    [Theory]
    [BothDatabases]
    public async Task Refusals_of_every_class_take_the_same_time(Database database)
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
        await MeasureAsync(classes, 10 * classes.Count);


        var times = await MeasureAsync(classes, Tries);


        var pairs = classes.Keys.SelectMany(one => classes.Keys.Where(two => string.CompareOrdinal(one, two) < 0).Select(two => (one, two))).ToList();
        var areas = pairs.ToDictionary(pair => $"{pair.one} / {pair.two}", pair => Area(times[pair.one], times[pair.two]));
        foreach (var (name, values) in times)
        {
            TestContext.Current.SendDiagnosticMessage("{0}: {1} tries, median {2:0.00} ms", name, values.Count, values.Order().ElementAt(values.Count / 2));
        }

        TestContext.Current.SendDiagnosticMessage("{0}", string.Join('\n', areas.Select(area => $"{area.Key}: {area.Value:0.000}")));
        var each = Tries / classes.Count;
        var chance = 3.5 * Math.Sqrt(((2 * each) + 1) / (12.0 * each * each));
        areas.Where(area => Math.Abs(area.Value - 0.5) > Allowed + chance).Select(area => $"{area.Key}: {area.Value:0.000}").ShouldBeEmpty();
    }

    /// <summary>Each class in turn, in a new random order every round.</summary>
    private static async Task<Dictionary<string, List<double>>> MeasureAsync(Dictionary<string, Func<Task<Answer>>> classes, int tries)
    {
        var times = classes.Keys.ToDictionary(name => name, _ => new List<double>());
        for (var round = 0; round < tries / classes.Count; round++)
        {
            var order = classes.Keys.ToArray();
            RandomNumberGenerator.Shuffle(order.AsSpan());
            foreach (var name in order)
            {
                var start = Stopwatch.GetTimestamp();
                var answer = await classes[name]();
                times[name].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                answer.Status.ShouldBe(400);
            }
        }

        return times;
    }

    /// <summary>How likely a time of the first is above one of the second; ties count half.</summary>
    private static double Area(List<double> one, List<double> two) =>
        one.Sum(first => two.Sum(second => first > second ? 1.0 : first < second ? 0.0 : 0.5)) / (one.Count * two.Count);
}
