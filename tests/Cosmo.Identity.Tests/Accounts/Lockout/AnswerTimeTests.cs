using System.Diagnostics;
using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Passwords;
using Cosmo.Identity.Passwords.Imported;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.SecurityEvents;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Lockout;

/// <summary>Refusals wait for the dearest hash there is, whoever is asked for (ENUM-01).</summary>
public sealed class AnswerTimeTests(Servers servers) : IDisposable
{
    private readonly string _folder = Place.NewFolder();

    [Fact]
    public async Task Many_checks_of_a_cheap_kind_do_not_make_a_dear_one_forgotten()
    {
        var time = new AnswerTime(TimeSpan.Zero);
        time.Note(TimeSpan.FromMilliseconds(300), "dear");
        for (var i = 0; i < 1000; i++)
        {
            time.Note(TimeSpan.FromMilliseconds(70), "cheap");
            time.Note(TimeSpan.FromMilliseconds(20), null);
        }

        (await WaitedAsync(time)).ShouldBeGreaterThan(299);
    }

    [Fact]
    public async Task However_many_kinds_there_are_the_dearest_counts()
    {
        var time = new AnswerTime(TimeSpan.Zero);
        for (var i = 0; i < 1000; i++)
        {
            time.Note(TimeSpan.FromMilliseconds(10), $"kind {i}");
        }

        time.Note(TimeSpan.FromMilliseconds(200), "one more");


        (await WaitedAsync(time)).ShouldBeGreaterThan(199);
    }

    [Theory]
    [BothDatabases]
    public async Task A_server_learns_at_its_start_what_the_dearest_of_the_imported_hashes_costs(Database database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        await using var trail = await Trail.OpenAsync(data);
        using var hashing = new PasswordHashing(Options.Create(new PasswordHashingOptions()));
        var (cheap, dear) = (StoredWith(1_000), StoredWith(400_000));
        for (var i = 0; i < 3; i++)
        {
            await AddAsync(data, i, i == 1 ? dear : cheap);
        }

        var start = Stopwatch.GetTimestamp();
        await hashing.VerifyAsync(dear, "wrong", CancellationToken.None);
        var cost = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        var time = new AnswerTime(TimeSpan.Zero);


        using var learning = new LearnOldHashes(trail.Database, hashing, time);
        await learning.StartAsync(CancellationToken.None);
        await learning.ExecuteTask!;


        (await WaitedAsync(time)).ShouldBeGreaterThan(cost / 2);
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string StoredWith(int iterations) =>
        ((DjangoHashReading.Accepted)DjangoHash.Read($"pbkdf2_sha256${iterations}$salt$2jmj7l5rSw0yVb/vlWAYkK/YBwk2jmj7l5rSw0yVb/s=")).Hash.Stored;

    private static Task AddAsync(TestDatabase data, int number, string hash) => data.ExecuteAsync(
        "INSERT INTO users (id, user_name, normalized_user_name, password_hash, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count, created_at, updated_at) "
        + $"VALUES ('{new Guid(number, 0, 0, new byte[8]):D}', 'u{number}', 'U{number}', '{hash}', {False(data)}, {False(data)}, {False(data)}, {False(data)}, 0, '2026-01-01 00:00:00', '2026-01-01 00:00:00')");

    private static string False(TestDatabase data) => data.Kind == Database.Sqlite ? "0" : "false";

    private static async Task<double> WaitedAsync(AnswerTime time)
    {
        var start = Stopwatch.GetTimestamp();
        await time.WaitAsync(start);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
