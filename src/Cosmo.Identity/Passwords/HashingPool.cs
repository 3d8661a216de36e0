using System.Collections.Concurrent;
using System.Diagnostics;
using Cosmo.Identity.Telemetry;

namespace Cosmo.Identity.Passwords;

/// <summary>Runs costly work on its own few threads, and refuses it at once when too much is waiting: a flood of logins starves only logins.</summary>
/// <remarks>Not the thread pool: 20 ms of pure computation per item would hold up every other request of the process.</remarks>
internal sealed class HashingPool : IDisposable
{
    private readonly BlockingCollection<Action> _queue;

    public HashingPool(PasswordHashingOptions options)
    {
        _queue = new BlockingCollection<Action>(options.QueueLimit);
        for (var i = 0; i < options.Concurrency; i++)
        {
            new Thread(Work) { IsBackground = true, Name = "Password hashing" }.Start();
        }
    }

    /// <summary>Whether new work would be refused now.</summary>
    public bool IsFull => _queue.Count >= _queue.BoundedCapacity;

    /// <exception cref="HashingBusyException">The queue is full.</exception>
    public async Task<T> RunAsync<T>(Func<T> compute, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var since = Stopwatch.GetTimestamp();
        var outcome = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_queue.TryAdd(Item))
        {
            Measures.PasswordRefusals.Add(1);
            throw new HashingBusyException();
        }

        Measures.PasswordQueue.Add(1);
        return await outcome.Task.WaitAsync(cancellationToken);

        void Item()
        {
            Measures.PasswordQueue.Add(-1);
            // Whoever waited has gone: their turn costs nothing.
            if (cancellationToken.IsCancellationRequested)
            {
                outcome.SetCanceled(cancellationToken);
                return;
            }

            try
            {
                outcome.SetResult(compute());
                Measures.PasswordChecks.Record(Stopwatch.GetElapsedTime(since).TotalSeconds);
            }
#pragma warning disable CA1031 // The exception belongs to the caller who awaits; the thread must live on.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                outcome.SetException(exception);
            }
        }
    }

    /// <summary>No new work; the threads end with what is queued.</summary>
    public void Dispose() => _queue.CompleteAdding();

    private void Work()
    {
        foreach (var item in _queue.GetConsumingEnumerable())
        {
            item();
        }
    }
}
