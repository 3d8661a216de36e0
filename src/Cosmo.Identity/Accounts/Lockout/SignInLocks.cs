using System.Diagnostics;
using Cosmo.Identity.Data;
using Cosmo.Identity.Passwords;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts.Lockout;

/// <summary>
/// Decides before a password is hashed whether it may be checked at all. An attempt takes a place in each of its counters and
/// settles it with the outcome; failures and places together never exceed the limit, on any number of nodes.
/// </summary>
/// <remarks>
/// <code>
/// take:  failures + pending &lt; limit  → pending + 1      no row touched: full (wait) or locked (refuse)
/// fail:  pending - 1, failures + 1                       failures = limit: locked until expires_at
/// clear: pending - 1, failures = 0                       a success, in the account's or the device's counter
/// back:  pending - 1                                     a success, in the address's counter; nothing was checked
/// </code>
/// A server that dies between take and outcome leaves its places behind; after <see cref="LongestCheck"/> they are given back. Whoever
/// guessed learnt nothing, since no answer left; and a crash must not lock the people who were just signing in.
/// </remarks>
internal sealed class SignInLocks(
    Database database, SecurityEventRecorder recorder, AttemptGates gates, LockoutOptions options, TimeProvider clock)
{
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(5);

    /// <summary>How long an attempt waits for others to be settled before it is answered 503: until the places of a dead server are given back.</summary>
    private static readonly TimeSpan Patience = LongestCheck + TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly DateTimeOffset startedAt = clock.GetUtcNow();

    /// <summary>Now, exact to what both databases keep.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var now = clock.GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        }
    }

    /// <summary>Takes a place in every counter, or tells which of them is locked. Both keep their turn until disposed.</summary>
    /// <exception cref="HashingBusyException">Too many attempts on the same counters are under way; nothing was taken.</exception>
    public async Task<Admission> AdmitAsync(IReadOnlyList<Counter> counters, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        var turn = await gates.EnterAsync(counters, Patience, cancellationToken);
        try
        {
            while (true)
            {
                var states = await database.ReadAllAsync(CounterState.Of(counters, Now), CounterState.Read, cancellationToken);
                if (states.FirstOrDefault(state => state.IsLocked(options.FailureLimit)) is { } locked)
                {
                    return new Admission.Locked(Find(counters, locked.Key), turn);
                }

                if (states.FirstOrDefault(state => state.IsFull(options.FailureLimit)) is { } full)
                {
                    await WaitAsync(Find(counters, full.Key), full, turn, since, cancellationToken);
                }
                else if (await TakeAsync(counters))
                {
                    turn.Take();
                    return new Admission.Admitted(counters, turn);
                }
            }
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>The password was wrong: the places become failures. The events are recorded with it, the locks that this failure sets, and what else it brings.</summary>
    public Task FailAsync(
        Admission.Admitted admitted, Guid? user, IReadOnlyList<SecurityEvent> events, Func<SecurityEventType, SecurityEvent> describe, params IReadOnlyList<SqlStatement> more)
    {
        var now = Now;
        return recorder.ExecuteAsync(
            [.. admitted.Counters.Select(counter => CounterStatements.Fail(counter, now, options)), .. more],
            [.. events, .. admitted.Counters.Select(counter => LockEvents.Of(counter, user, now, options, describe)).OfType<SecurityEvent>()],
            CancellationToken.None);
    }

    /// <summary>What a success does to the counters: its own is cleared, the address keeps what others did from it.</summary>
    public IEnumerable<SqlStatement> Success(Admission.Admitted admitted) => admitted.Counters.SelectMany(counter =>
        counter.Kind == CounterKind.Address ? CounterStatements.GiveBack(counter) : CounterStatements.Clear(counter, Now));

    /// <summary>Nothing was checked.</summary>
    public Task GiveBackAsync(IReadOnlyList<Counter> counters) =>
        database.ExecuteAsync([.. counters.SelectMany(CounterStatements.GiveBack)], CancellationToken.None);

    private async Task<bool> TakeAsync(IReadOnlyList<Counter> counters)
    {
        var now = Now;
        var touched = await database.ExecuteAsync([.. counters.Select(counter => CounterStatements.Take(counter, now, options))], CancellationToken.None);
        var taken = counters.Where((_, i) => touched[i] == 1).ToList();
        if (taken.Count == counters.Count)
        {
            return true;
        }

        if (taken.Count > 0)
        {
            await GiveBackAsync(taken);
        }

        return false;
    }

    private async Task WaitAsync(Counter counter, CounterState state, AttemptGates.Turn turn, long since, CancellationToken cancellationToken)
    {
        var abandonedBefore = AbandonedBefore(Now);
        if (state.LastAt < abandonedBefore && !turn.IsTaken(counter.Key))
        {
            await database.ExecuteAsync([CounterStatements.DropAbandoned(counter, abandonedBefore)], CancellationToken.None);
            return;
        }

        if (Stopwatch.GetElapsedTime(since) > Patience)
        {
            throw new HashingBusyException();
        }

        await turn.WaitForChangeAsync(counter.Key, Moment, cancellationToken);
    }

    /// <summary>SQLite has one server: what was under way when this one started, nobody will settle.</summary>
    private DateTimeOffset AbandonedBefore(DateTimeOffset now) =>
        database.Provider == DatabaseProvider.Sqlite && startedAt > now - LongestCheck ? startedAt : now - LongestCheck;

    private static Counter Find(IReadOnlyList<Counter> counters, string key) => counters.First(counter => counter.Key == key);
}

/// <summary>Whether a password may be checked. Disposing it lets the next attempt on the same counters go on.</summary>
internal abstract record Admission(AttemptGates.Turn Turn) : IDisposable
{
    public void Dispose() => Turn.Dispose();

    /// <summary>It may, and it counts as a failure until it is settled.</summary>
    internal sealed record Admitted(IReadOnlyList<Counter> Counters, AttemptGates.Turn Turn) : Admission(Turn);

    /// <summary>It may not.</summary>
    internal sealed record Locked(Counter By, AttemptGates.Turn Turn) : Admission(Turn);
}
