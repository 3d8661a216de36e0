using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Cosmo.Identity.Accounts.Lockout;

/// <summary>
/// Lets every refused sign-in take the same time, whatever was done for it: a name that nobody has, a wrong password, an old and
/// dear hash, or nothing at all because the account is locked. Other answers that must not tell anything by their time have one of their own.
/// </summary>
/// <remarks>
/// The time is what nearly all of the last checks stayed below, and a random part on top. All classes wait by the same timer, so
/// its error is the same for all, and the random part, much larger than what classes could still differ in, hides the rest.
/// Checks of old hashes are remembered apart, each kind for itself: where one account has one, the others answer as slowly as it
/// does, and many checks of a cheap kind do not make a dear one forgotten.
/// </remarks>
/// <param name="least">No answer is sooner than this.</param>
internal sealed class AnswerTime(TimeSpan least)
{
    /// <summary>Before anything was measured; longer than a check takes on anything but a toy.</summary>
    private static readonly TimeSpan Assumed = TimeSpan.FromMilliseconds(60);

    /// <summary>A machine that stood still for seconds must not slow down what comes after.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Kinds are what an administrator has imported, which is few; the rest share one memory.</summary>
    private const int MostKinds = 64;

    private readonly Recent usual = new(256, Assumed, spared: 3);
    private readonly ConcurrentDictionary<string, Recent> old = new(StringComparer.Ordinal);

    /// <summary>Takes note of what a refused check took.</summary>
    /// <param name="taken">How long.</param>
    /// <param name="oldKind">The kind of the old hash that was checked; null for a hash of today or none.</param>
    public void Note(TimeSpan taken, string? oldKind) => MemoryOf(oldKind).Add(taken < Longest ? taken : Longest);

    /// <summary>Returns when as much time has passed since <paramref name="start"/> as any refusal takes.</summary>
    public async Task WaitAsync(long start)
    {
        var target = Math.Max(least.TotalMilliseconds, old.Values.Append(usual).Max(memory => memory.High).TotalMilliseconds);
        // A quarter at random, in steps that no timer resolves.
        var until = target * (1 + (RandomNumberGenerator.GetInt32(0, 1 << 20) / (4.0 * (1 << 20))));
        var left = until - Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (left > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left)));
        }
    }

    private Recent MemoryOf(string? oldKind) => oldKind is null
        ? usual
        : old.GetOrAdd(old.Count < MostKinds || old.ContainsKey(oldKind) ? oldKind : "", _ => new Recent(32, TimeSpan.Zero, spared: 0));

    /// <summary>The last durations of one kind, and the longest of them but for a few outliers.</summary>
    private sealed class Recent
    {
        private readonly Lock changing = new();
        private readonly TimeSpan[] ring;
        private readonly TimeSpan[] sorted;
        private readonly int spared;
        private int next;
        private long highTicks;

        public Recent(int size, TimeSpan assumed, int spared)
        {
            this.spared = spared;
            ring = new TimeSpan[size];
            sorted = new TimeSpan[size];
            Array.Fill(ring, assumed);
            highTicks = assumed.Ticks;
        }

        public TimeSpan High => TimeSpan.FromTicks(Volatile.Read(ref highTicks));

        public void Add(TimeSpan duration)
        {
            lock (changing)
            {
                ring[next] = duration;
                next = (next + 1) % ring.Length;
                ring.CopyTo(sorted, 0);
                Array.Sort(sorted);
                Volatile.Write(ref highTicks, sorted[^(1 + spared)].Ticks);
            }
        }
    }
}
