using System.Diagnostics;
using Cosmo.Identity.Passwords;

namespace Cosmo.Identity.Accounts.Lockout;

/// <summary>
/// Keeps the attempts of this process on one counter in a line: no more go to the database at once than may be under way, the
/// others wait their turn, so that right passwords that come together do not lock each other out.
/// </summary>
internal sealed class AttemptGates(LockoutOptions options)
{
    /// <summary>Beyond it nobody waits any more: a flood on one account must not fill the memory.</summary>
    private const int MostWaiting = 2_000;

    private readonly Dictionary<string, Gate> gates = new(StringComparer.Ordinal);
    private int waiting;

    /// <summary>Takes a turn at each counter, in the order given; dispose it when the attempt is settled.</summary>
    /// <exception cref="HashingBusyException">Too many wait, or it took too long.</exception>
    public async Task<Turn> EnterAsync(IReadOnlyList<Counter> counters, TimeSpan patience, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        var turn = new Turn(this);
        try
        {
            foreach (var counter in counters)
            {
                var gate = Find(counter.Key);
                turn.Entered.Add(gate);
                await WaitAsync(gate, patience - Stopwatch.GetElapsedTime(since), cancellationToken);
                turn.Held++;
            }

            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    private async Task WaitAsync(Gate gate, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (await gate.Slots.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return;
        }

        if (Interlocked.Increment(ref waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref waiting);
            throw new HashingBusyException();
        }

        try
        {
            if (patience <= TimeSpan.Zero || !await gate.Slots.WaitAsync(patience, cancellationToken))
            {
                throw new HashingBusyException();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private Gate Find(string key)
    {
        lock (gates)
        {
            if (!gates.TryGetValue(key, out var gate))
            {
                gates[key] = gate = new Gate(key, options.FailureLimit);
            }

            gate.Users++;
            return gate;
        }
    }

    private void Leave(Gate gate)
    {
        lock (gates)
        {
            if (--gate.Users == 0)
            {
                gates.Remove(gate.Key);
                gate.Dispose();
            }
        }
    }

    /// <summary>An attempt's turn at its counters.</summary>
    internal sealed class Turn(AttemptGates all) : IDisposable
    {
        private int isDisposed;

        public List<Gate> Entered { get; } = new(2);

        /// <summary>How many of <see cref="Entered"/>, from the first on, are held.</summary>
        public int Held { get; set; }

        /// <summary>The attempt has its place in the counters and goes on to the password.</summary>
        public void Take()
        {
            HasTaken = true;
            Entered.ForEach(gate => gate.Take());
        }

        private bool HasTaken { get; set; }

        /// <summary>Whether the password of another attempt of this process is being checked, so that its outcome comes for sure.</summary>
        public bool IsTaken(string key) => Entered.Exists(gate => gate.Key == key && gate.Taken > 0);

        /// <summary>Until another attempt of this process on this counter is settled, or for a moment: another node's may be.</summary>
        public Task WaitForChangeAsync(string key, TimeSpan longest, CancellationToken cancellationToken) =>
            Entered.Find(gate => gate.Key == key)!.Changed.WaitAsync(longest, cancellationToken);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isDisposed, 1) == 1)
            {
                return;
            }

            for (var i = 0; i < Entered.Count; i++)
            {
                if (i < Held)
                {
                    Entered[i].Free(HasTaken);
                }

                all.Leave(Entered[i]);
            }
        }
    }

    /// <summary>The line before one counter.</summary>
    internal sealed class Gate(string key, int width) : IDisposable
    {
        private int taken;

        public string Key { get; } = key;

        public SemaphoreSlim Slots { get; } = new(width);

        public SemaphoreSlim Changed { get; } = new(0);

        public int Taken => Volatile.Read(ref taken);

        /// <summary>Attempts inside and waiting; guarded by the dictionary's lock.</summary>
        public int Users { get; set; }

        public void Take() => Interlocked.Increment(ref taken);

        public void Free(bool hasTaken)
        {
            if (hasTaken)
            {
                Interlocked.Decrement(ref taken);
            }

            Slots.Release();
            if (Changed.CurrentCount == 0)
            {
                Changed.Release();
            }
        }

        public void Dispose()
        {
            Slots.Dispose();
            Changed.Dispose();
        }
    }
}
