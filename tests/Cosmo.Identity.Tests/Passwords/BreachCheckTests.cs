using Cosmo.Identity.Passwords.Breaches;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Server.Configuration;
using Cosmo.Identity.Server.Doctor;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.SecurityEvents;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Passwords;

/// <summary>F-27: people set passwords while the breach service is down, and the audit trail says how many were not checked.</summary>
public sealed class BreachCheckTests(Servers servers) : IDisposable
{
    private static readonly CancellationToken Cancelled = TestContext.Current.CancellationToken;
    private readonly string _folder = Place.NewFolder();

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.BreachCheckFailed)]
    public async Task It_fails_open_with_one_event_a_minute(Database database)
    {
        var clock = new TestClock();
        var data = await servers.NewDatabaseAsync(database, _folder);
        await using var trail = await Trail.OpenAsync(data, clock);
        using var service = BreachService.Saying(503, "");
        using var range = new BreachRange(new BreachCheckOptions { Url = service.Url });
        var log = new Heard();
        var check = new BreachCheck(range, () => trail.Recorder, clock, log);


        for (var i = 0; i < 10; i++)
        {
            (await check.IsBreachedAsync("zorblaxin tremolite", Cancelled)).ShouldBeFalse();
        }

        clock.Advance(TimeSpan.FromMinutes(1));
        (await check.IsBreachedAsync("zorblaxin tremolite", Cancelled)).ShouldBeFalse();


        var events = (await data.EventsAsync()).Where(row => row.Type == SecurityEventType.BreachCheckFailed).ToList();
        events.Select(row => (row.Detail("reason"), row.Detail("unchecked"))).ShouldBe([("it answered 503", "1"), ("it answered 503", "10")]);
        // Three in a row, then a pause; after it one more.
        service.Requests.Count.ShouldBe(4);
        var hash = BreachService.HashOf("zorblaxin tremolite");
        log.Lines.Count.ShouldBe(2);
        log.Lines.ShouldAllBe(line => !line.Contains(hash.Substring(0, 5), StringComparison.OrdinalIgnoreCase) && !line.Contains("zorblaxin"));
        events.ShouldAllBe(row => !row.Details!.Contains(hash.Substring(0, 5), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_service_that_answers_again_is_believed_again()
    {
        var clock = new TestClock();
        await using var trail = await Trail.OpenAsync(await servers.NewDatabaseAsync(Database.Sqlite, _folder), clock);
        using var service = BreachService.Knowing("zorblaxin tremolite");
        using var range = new BreachRange(new BreachCheckOptions { Url = service.Url });
        var check = new BreachCheck(range, () => trail.Recorder, clock, new Heard());


        (await check.IsBreachedAsync("zorblaxin tremolite", Cancelled)).ShouldBeTrue();
        (await check.IsBreachedAsync("zorblaxin tremolites", Cancelled)).ShouldBeFalse();
    }

    [Fact]
    public async Task Doctor_says_whether_it_answers()
    {
        using var up = BreachService.Knowing();
        using var down = BreachService.Saying(500, "");


        (await ExamineAsync()).ShouldBeOfType<Finding.Fine>().Message.ShouldContain("no breach service is asked");
        (await ExamineAsync($"--Passwords:BreachCheck:Url={up.Url}")).ShouldBeOfType<Finding.Fine>().Message.ShouldContain(up.Url.TrimEnd('/'));
        (await ExamineAsync($"--Passwords:BreachCheck:Url={down.Url}")).ShouldBeOfType<Finding.Warning>().Message.ShouldContain("it answered 500");
        up.Requests.Count.ShouldBe(1);
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<Finding> ExamineAsync(params string[] settings) =>
        PasswordsCheck.RunAsync(new ProgramSettings(["--Environment=Development", .. settings]).Settings, Cancelled);

    private sealed class Heard : ILogger<BreachCheck>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
