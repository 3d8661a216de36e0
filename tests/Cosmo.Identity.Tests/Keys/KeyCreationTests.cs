using Cosmo.Identity.Keys;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Keys;

/// <summary>New keys are private, dated by the clock, and made once however many start at the same time (F-19).</summary>
public sealed class KeyCreationTests : IDisposable
{
    private readonly KeyDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void New_files_carry_the_date_and_are_readable_by_the_owner_only()
    {
        _directory.Load(mayCreate: true, new StoppedClock(new DateTimeOffset(2026, 11, 26, 12, 44, 0, TimeSpan.FromHours(2))));


        _directory.Names.ShouldBe([".lock", "encryption.key", "signing-es256-20261126T104400Z.pem", "signing-rs256-20261126T104400Z.pem"]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(_directory.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (var file in Directory.GetFiles(_directory.Path))
            {
                File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
            }
        }
    }

    [Fact]
    public void Loading_again_changes_nothing()
    {
        var first = _directory.Load(mayCreate: true);
        var names = _directory.Names;


        var second = _directory.Load(mayCreate: true);


        _directory.Names.ShouldBe(names);
        second.Now.JwksUtf8.ShouldBe(first.Now.JwksUtf8);
    }

    [Fact]
    public void Only_what_is_missing_is_made()
    {
        var first = _directory.Load(mayCreate: true);
        File.Delete(_directory.FileLike("signing-rs256-*.pem"));


        var second = _directory.Load(mayCreate: true);


        second.Now.ActiveFor("ES256").Kid.ShouldBe(first.Now.ActiveFor("ES256").Kid);
        (second.Now.ActiveFor("RS256").Kid == first.Now.ActiveFor("RS256").Kid).ShouldBeFalse();
    }

    [Fact]
    public void Whether_keys_may_be_made_is_asked_only_when_one_is_missing()
    {
        _directory.Load(mayCreate: true);


        Should.NotThrow(() => KeyRingLoader.Load(_directory.Options, () => throw new InvalidOperationException("asked"), TimeProvider.System));
    }

    [Fact]
    public async Task Many_starts_at_once_end_with_one_key_set()
    {
        using var together = new Barrier(8);


        var rings = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                return _directory.Load(mayCreate: true);
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));


        rings.Select(ring => Convert.ToHexString(ring.Now.JwksUtf8) + Convert.ToHexString(ring.Derive("test"))).ToHashSet(StringComparer.Ordinal).Count.ShouldBe(1);
        _directory.Names.Length.ShouldBe(4);
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now.ToUniversalTime();
    }
}
