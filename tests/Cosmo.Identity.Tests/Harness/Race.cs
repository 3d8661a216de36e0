using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>Fifty uses of one thing at once, round after round (D2). At its end it says what came of the rounds, for whoever runs many.</summary>
public sealed class Race : IDisposable
{
    /// <summary>Uses at once.</summary>
    public const int Parallel = 50;

    private readonly long _since = Stopwatch.GetTimestamp();
    private readonly List<int> _taken = [];

    /// <summary>All uses begin together, and each knows its number.</summary>
    public static async Task<T[]> AtOnceAsync<T>(Func<int, Task<T>> use)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = Enumerable.Range(0, Parallel).Select(async number =>
        {
            await start.Task;
            return await use(number);
        }).ToList();
        start.SetResult();
        return await Task.WhenAll(waiting);
    }

    /// <summary>What is good once for each round, made before the first one, several side by side: the way there is longer than a round.</summary>
    public static async Task<IReadOnlyList<T>> PrepareAsync<T>(int rounds, Func<Task<T>> make)
    {
        List<T> made = [];
        foreach (var some in Enumerable.Range(0, rounds).Chunk(4))
        {
            made.AddRange(await Task.WhenAll(some.Select(_ => make())));
        }

        return made;
    }

    /// <summary>The one use that was taken; fails unless there was exactly one.</summary>
    public T ShouldTakeOne<T>(IReadOnlyList<T> uses, Func<T, bool> isTaken)
    {
        var taken = uses.Where(isTaken).ToList();
        _taken.Add(taken.Count);
        taken.Count.ShouldBe(1, $"race {_taken.Count}");
        return taken[0];
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_taken.Count > 0)
        {
            TestContext.Current.SendDiagnosticMessage(
                "{0}: {1} races of {2}, {3} to {4} taken in each, {5:0} s",
                TestContext.Current.Test?.TestDisplayName ?? "", _taken.Count, Parallel, _taken.Min(), _taken.Max(), Stopwatch.GetElapsedTime(_since).TotalSeconds);
        }
    }
}
