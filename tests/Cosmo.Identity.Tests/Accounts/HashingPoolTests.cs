using Cosmo.Identity.Passwords;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts;

/// <summary>DOS-07: a flood of logins is refused at once beyond a fixed queue, and takes no more threads than it was given.</summary>
public sealed class HashingPoolTests : IDisposable
{
    private static readonly CancellationToken Cancelled = TestContext.Current.CancellationToken;
    private readonly HashingPool _pool = new(new PasswordHashingOptions { Concurrency = 2, QueueLimit = 5 });
    private readonly SemaphoreSlim _started = new(0);
    private readonly ManualResetEventSlim _finish = new();
    private int _running;
    private int _mostRunning;

    public void Dispose()
    {
        _finish.Set();
        _pool.Dispose();
    }

    [Fact]
    public async Task Beyond_the_queue_limit_work_is_refused_and_what_was_queued_is_done()
    {
        var running = await FillThreadsAsync();
        var queued = Enumerable.Range(0, 5).Select(_ => _pool.RunAsync(Occupy, Cancelled)).ToList();


        for (var i = 0; i < 20; i++)
        {
            await Should.ThrowAsync<HashingBusyException>(() => _pool.RunAsync(Occupy, Cancelled));
        }

        _finish.Set();
        await Task.WhenAll([.. running, .. queued]);
        _mostRunning.ShouldBe(2);
        (await _pool.RunAsync(Occupy, Cancelled)).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_gives_up_waiting_is_let_go_and_costs_nothing()
    {
        var running = await FillThreadsAsync();
        using var gaveUp = new CancellationTokenSource();
        var computed = false;
        var abandoned = _pool.RunAsync(() => computed = true, gaveUp.Token);


        await gaveUp.CancelAsync();


        await Should.ThrowAsync<OperationCanceledException>(() => abandoned);
        await Should.ThrowAsync<OperationCanceledException>(() => _pool.RunAsync(() => computed = true, gaveUp.Token));
        _finish.Set();
        await Task.WhenAll(running);
        await Task.WhenAll(_pool.RunAsync(Occupy, Cancelled), _pool.RunAsync(Occupy, Cancelled));
        computed.ShouldBeFalse();
    }

    [Fact]
    public async Task A_failure_reaches_its_caller_and_the_threads_live_on()
    {
        _finish.Set();


        for (var i = 0; i < 10; i++)
        {
            await Should.ThrowAsync<InvalidDataException>(() => _pool.RunAsync<bool>(() => throw new InvalidDataException(), Cancelled));
        }


        (await _pool.RunAsync(Occupy, Cancelled)).ShouldBeTrue();
    }

    private async Task<Task<bool>[]> FillThreadsAsync()
    {
        Task<bool>[] running = [_pool.RunAsync(Occupy, Cancelled), _pool.RunAsync(Occupy, Cancelled)];
        await _started.WaitAsync(Cancelled);
        await _started.WaitAsync(Cancelled);
        return running;
    }

    private bool Occupy()
    {
        var running = Interlocked.Increment(ref _running);
        _mostRunning = Math.Max(_mostRunning, running);
        _started.Release();
        _finish.Wait(Cancelled);
        Interlocked.Decrement(ref _running);
        return true;
    }
}
