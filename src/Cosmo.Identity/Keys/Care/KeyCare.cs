using Cosmo.Identity.SecurityEvents;
using Microsoft.Extensions.Options;

namespace Cosmo.Identity.Keys.Care;

/// <summary>Makes signing keys and takes them out, one order at a time in a folder, whoever gives it: an administrator, a command or the job.</summary>
/// <remarks>
/// The event is recorded before a new key is one, and before a retired one is gone for good: while the database is away nothing
/// is done.
/// </remarks>
public sealed class KeyCare
{
    private readonly KeyRing ring;
    private readonly KeysOptions options;
    private readonly SecurityEventRecorder recorder;
    private readonly TimeProvider clock;

    internal KeyCare(KeyRing ring, IOptions<KeysOptions> options, SecurityEventRecorder recorder, TimeProvider clock) =>
        (this.ring, this.options, this.recorder, this.clock) = (ring, options.Value, recorder, clock);

    /// <summary>Makes a key of each algorithm, or of one.</summary>
    /// <param name="act">Who orders it.</param>
    /// <param name="algorithm">Of which algorithm; null for all.</param>
    /// <param name="atOnce">Whether it signs at once instead of being announced first: for a key that leaked.</param>
    /// <param name="cancellationToken">Stops it before anything is done.</param>
    /// <exception cref="Data.DatabaseUnavailableException">Nothing has happened.</exception>
    public Task<KeyOrderResult> RotateAsync(AdminAct act, string? algorithm, bool atOnce, CancellationToken cancellationToken) =>
        RotateAsync(algorithm is null ? KeyName.Algorithms : [algorithm], atOnce, details => act.Event(SecurityEventType.KeyRotated, null, details), cancellationToken);

    /// <summary>Takes a key out at once: it is no longer published, and nothing that it signed is accepted.</summary>
    /// <exception cref="Data.DatabaseUnavailableException">Nothing has happened.</exception>
    public Task<KeyOrderResult> RetireAsync(AdminAct act, string kid, CancellationToken cancellationToken) =>
        RetireAsync(kid, details => act.Event(SecurityEventType.KeyRetired, null, details), cancellationToken);

    /// <inheritdoc cref="RotateAsync(AdminAct, string?, bool, CancellationToken)"/>
    internal Task<KeyOrderResult> RotateAsync(string actor, IReadOnlyList<string> algorithms, bool atOnce, CancellationToken cancellationToken) =>
        RotateAsync(algorithms, atOnce, details => Event(SecurityEventType.KeyRotated, actor, details), cancellationToken);

    /// <inheritdoc cref="RetireAsync(AdminAct, string, CancellationToken)"/>
    internal Task<KeyOrderResult> RetireAsync(string actor, string kid, CancellationToken cancellationToken) =>
        RetireAsync(kid, details => Event(SecurityEventType.KeyRetired, actor, details), cancellationToken);

    /// <summary>The algorithms whose newest key has signed for so long, or soon will, that the next has to be announced now.</summary>
    /// <remarks>A key whose name has no date is of unknown age: whoever named it so rotates by hand.</remarks>
    /// <exception cref="KeyFileException">The folder cannot be read as it lies there.</exception>
    internal IReadOnlyList<string> Due()
    {
        ring.Look();
        if (ring.Fault is { } fault)
        {
            throw new KeyFileException(fault);
        }

        var now = clock.GetUtcNow();
        return options.RotationPeriod == TimeSpan.Zero ? [] :
        [
            .. KeyName.Algorithms.Where(algorithm =>
                NewestOf(algorithm) is { } newest
                && newest.StateAt(now) == KeyState.Active
                && KeyName.DateOf(newest.Key.File) is { } date
                && date + options.RotationPeriod - options.AnnouncePeriod <= now),
        ];
    }

    private async Task<KeyOrderResult> RotateAsync(IReadOnlyList<string> algorithms, bool atOnce, EventOf describe, CancellationToken cancellationToken)
    {
        try
        {
            using var held = await HoldAsync(cancellationToken);
            var from = clock.GetUtcNow() + (atOnce ? TimeSpan.Zero : options.AnnouncePeriod);
            if (algorithms.Select(algorithm => RefusalOf(algorithm, from, atOnce)).OfType<KeyOrderResult>().FirstOrDefault() is { } refusal)
            {
                return refusal;
            }

            var made = await MakeAsync(algorithms, from, describe, cancellationToken);
            ring.Look();
            return new KeyOrderResult.Done(Views(made));
        }
        catch (Exception exception) when (exception is KeyFileException or IOException or UnauthorizedAccessException)
        {
            return FolderFault(exception);
        }
    }

    private async Task<List<string>> MakeAsync(IReadOnlyList<string> algorithms, DateTimeOffset from, EventOf describe, CancellationToken cancellationToken)
    {
        var writer = new KeyFileWriter(Path.GetFullPath(options.Directory), clock);
        var unfinished = new List<UnfinishedKey>();
        try
        {
            var facts = new List<SecurityEvent>();
            foreach (var algorithm in algorithms)
            {
                var key = writer.Prepare(algorithm, from);
                unfinished.Add(key);
                facts.Add(describe([("kid", key.Kid), ("algorithm", algorithm), ("file", Path.GetFileName(key.File)), ("signs_from", KeyName.DateOf(key.File))]));
            }

            await recorder.ExecuteAsync([], facts, cancellationToken);
        }
        catch
        {
            unfinished.ForEach(key => key.Discard());
            throw;
        }

        unfinished.ForEach(key => key.Commit());
        return unfinished.ConvertAll(key => key.Kid);
    }

    private KeyOrderResult.Refused? RefusalOf(string algorithm, DateTimeOffset from, bool atOnce)
    {
        var now = clock.GetUtcNow();
        var name = KeyName.Of(algorithm, from);
        var keys = ring.Lives.Where(life => life.Key.Algorithm == algorithm).ToList();
        if (keys.Find(life => KeyName.DateOf(life.Key.File) is null && string.CompareOrdinal(Path.GetFileName(life.Key.File), name) > 0) is { } undated)
        {
            return new(KeyFault.Hidden, $"{Path.GetFileName(undated.Key.File)} has no date in its name and comes after every new key, so that none would ever sign. Give it a name such as {KeyName.Of(algorithm, now)}.");
        }

        if (!atOnce && keys.Find(life => life.StateAt(now) == KeyState.Announced) is { } waiting)
        {
            return new(KeyFault.Waits, $"A key of {algorithm} waits already, {waiting.Key.Kid}: it signs from {waiting.SignsFrom:u} on.");
        }

        return keys.Exists(life => Path.GetFileName(life.Key.File) == name)
            ? new(KeyFault.JustMade, $"A key of {algorithm} was made in this very second.")
            : null;
    }

    private async Task<KeyOrderResult> RetireAsync(string kid, EventOf describe, CancellationToken cancellationToken)
    {
        try
        {
            using var held = await HoldAsync(cancellationToken);
            var now = clock.GetUtcNow();
            if (ring.Lives.FirstOrDefault(life => life.Key.Kid == kid) is not { } life)
            {
                return new KeyOrderResult.Refused(KeyFault.Unknown, "There is no such key.");
            }

            // Not the last one that could sign either: an older one would come back, which nobody has fetched for long.
            if (life.StateAt(now) == KeyState.Active)
            {
                return new KeyOrderResult.Refused(KeyFault.Signs, $"It is the key that signs {life.Key.Algorithm}. Rotate at once first, then retire it.");
            }

            var name = Path.GetFileName(life.Key.File);
            var aside = Path.Combine(Path.GetDirectoryName(life.Key.File)!, KeyName.RetiredPrefix + name);
            File.Move(life.Key.File, aside, overwrite: false);
            try
            {
                await recorder.RecordAsync(describe([("kid", kid), ("algorithm", life.Key.Algorithm), ("file", Path.GetFileName(aside))]), cancellationToken);
            }
            catch
            {
                File.Move(aside, life.Key.File, overwrite: false);
                throw;
            }

            ring.Look();
            return new KeyOrderResult.Done([KeyView.Of(life, now) with { State = KeyState.Out, File = Path.GetFileName(aside) }]);
        }
        catch (Exception exception) when (exception is KeyFileException or IOException or UnauthorizedAccessException)
        {
            return FolderFault(exception);
        }
    }

    /// <summary>The folder's lock, and the ring as the folder is under it. The lock is waited for on a thread that may be held.</summary>
    private async Task<IDisposable> HoldAsync(CancellationToken cancellationToken)
    {
        var directory = Path.GetFullPath(options.Directory);
        var held = await Task.Run(() => KeyDirectoryLock.Acquire(directory), cancellationToken);
        ring.Look();
        if (ring.Fault is { } fault)
        {
            held.Dispose();
            throw new KeyFileException(fault);
        }

        return held;
    }

    private KeyLife? NewestOf(string algorithm) => ring.Lives.LastOrDefault(life => life.Key.Algorithm == algorithm);

    private List<KeyView> Views(List<string> kids)
    {
        var now = clock.GetUtcNow();
        return [.. ring.Lives.Where(life => kids.Contains(life.Key.Kid)).Select(life => KeyView.Of(life, now))];
    }

    private KeyOrderResult.Refused FolderFault(Exception exception) => new(
        KeyFault.Folder, exception is KeyFileException ? exception.Message : $"Keys:Directory {Path.GetFullPath(options.Directory)} cannot be written: {exception.Message}");

    private static SecurityEvent Event(SecurityEventType type, string actor, ReadOnlySpan<(string Name, object? Value)> details) =>
        new() { Type = type, Actor = actor, Details = EventDetails.Of(details) };

    private delegate SecurityEvent EventOf(ReadOnlySpan<(string Name, object? Value)> details);
}
