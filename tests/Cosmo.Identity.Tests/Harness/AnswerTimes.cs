using System.Diagnostics;
using System.Security.Cryptography;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>How long answers of several classes take, and whether that tells one class from another.</summary>
public sealed class AnswerTimes(Dictionary<string, List<double>> times)
{
    private const double Allowed = 0.05;

    private static readonly int? Wanted = int.TryParse(Environment.GetEnvironmentVariable("COSMO_TEST_TIMING_TRIES"), out var tries) ? tries : null;

    /// <summary>Whether somebody wants to know exactly.</summary>
    public static bool IsLong => Wanted is not null;

    /// <summary>So many tries in all (<c>COSMO_TEST_TIMING_TRIES</c>), where it is not said here how many do in the suite.</summary>
    public static int Tries(int usual) => Wanted ?? usual;

    /// <summary>Each class in turn, in a new random order every round.</summary>
    /// <param name="classes">What must not be told apart.</param>
    /// <param name="tries">Of all classes together.</param>
    /// <param name="status">Of every answer.</param>
    /// <param name="lanes">So many measure side by side: where the server mostly waits before it answers, that takes less time and tells the same.</param>
    public static async Task<AnswerTimes> MeasureAsync(Dictionary<string, Func<Task<Answer>>> classes, int tries, int status, int lanes = 1)
    {
        var times = classes.Keys.ToDictionary(name => name, _ => new List<double>());
        var left = tries / classes.Count;
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await MeasureRoundAsync(classes, times, status);
            }
        }));
        return new AnswerTimes(times);
    }

    /// <summary>Fails if the area under the ROC curve of any two classes is further from a coin's than chance allows at so few tries.</summary>
    public void ShouldTellNothing()
    {
        var pairs = times.Keys.SelectMany(one => times.Keys.Where(two => string.CompareOrdinal(one, two) < 0).Select(two => (one, two))).ToList();
        var areas = pairs.ToDictionary(pair => $"{pair.one} / {pair.two}", pair => Area(times[pair.one], times[pair.two]));
        foreach (var (name, values) in times)
        {
            TestContext.Current.SendDiagnosticMessage("{0}: {1} tries, median {2:0.00} ms", name, values.Count, values.Order().ElementAt(values.Count / 2));
        }

        TestContext.Current.SendDiagnosticMessage("{0}", string.Join('\n', areas.Select(area => $"{area.Key}: {area.Value:0.000}")));
        var each = times.Values.First().Count;
        var chance = 3.5 * Math.Sqrt(((2 * each) + 1) / (12.0 * each * each));
        areas.Where(area => Math.Abs(area.Value - 0.5) > Allowed + chance).Select(area => $"{area.Key}: {area.Value:0.000}").ShouldBeEmpty();
    }

    private static async Task MeasureRoundAsync(Dictionary<string, Func<Task<Answer>>> classes, Dictionary<string, List<double>> times, int status)
    {
        var order = classes.Keys.ToArray();
        RandomNumberGenerator.Shuffle(order.AsSpan());
        foreach (var name in order)
        {
            var start = Stopwatch.GetTimestamp();
            var answer = await classes[name]();
            var taken = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            lock (times)
            {
                times[name].Add(taken);
            }

            answer.Status.ShouldBe(status, name);
        }
    }

    /// <summary>How likely a time of the first is above one of the second; ties count half.</summary>
    private static double Area(List<double> one, List<double> two) =>
        one.Sum(first => two.Sum(second => first > second ? 1.0 : first < second ? 0.0 : 0.5)) / (one.Count * two.Count);
}
