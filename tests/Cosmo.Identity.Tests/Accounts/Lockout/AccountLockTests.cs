using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Lockout;

/// <summary>Five failures lock an account wherever they come from, and a lock cannot be told from a wrong password (issue 3 §3; LOCK-05, LOCK-07, V061, V069, NORM-01, NORM-02).</summary>
public sealed class AccountLockTests(Servers servers)
{
    private static readonly string[] Volatile = ["Date", "RateLimit", "RateLimit-Policy"];

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.SignInFailed, SecurityEventType.LockedSignInRefused, SecurityEventType.AccountLocked)]
    public async Task Two_hundred_parallel_wrong_passwords_are_checked_five_times_and_the_right_one_then_fails(Database database)
    {
        await using var server = await servers.StartAsync(database);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => server.TryAsync(People.Ada, $"guess-{number}")));

        answers.ShouldAllBe(answer => answer.Status == 400);
        (await server.EventsAsync(SecurityEventType.SignInFailed)).ShouldBe(5);
        (await server.EventsAsync(SecurityEventType.LockedSignInRefused)).ShouldBe(195);
        (await server.EventsAsync(SecurityEventType.AccountLocked)).ShouldBe(1);
        (await server.TryAsync(People.Ada)).ShouldFail(400, "invalid_grant");
        (await server.TryAsync(People.Grace)).ShouldSucceed();
    }

    [Fact]
    public async Task Two_nodes_check_no_more_than_one()
    {
        // LOCK-08.
        await using var first = await servers.StartProcessAsync(Database.PostgreSql);
        await using var second = await first.StartAnotherNodeAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => (number % 2 == 0 ? first : second).TryAsync(People.Ada, $"guess-{number}")));

        answers.ShouldAllBe(answer => answer.Status == 400);
        (await first.EventsAsync(SecurityEventType.SignInFailed)).ShouldBe(5);
        (await first.EventsAsync(SecurityEventType.AccountLocked)).ShouldBe(1);
        (await first.TryAsync(People.Ada)).ShouldFail(400, "invalid_grant");
        (await second.TryAsync(People.Ada)).ShouldFail(400, "invalid_grant");
    }

    [Theory]
    [BothDatabases]
    public async Task Right_passwords_that_come_together_lock_nobody_out(Database database)
    {
        await using var server = await servers.StartAsync(database);
        await server.GuessAsync(People.Ada, 4);

        for (var round = 0; round < Effort.RaceRounds; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => server.TryAsync(People.Ada)));

            answers.ShouldAllBe(answer => answer.Status == 200);
        }

        (await server.Database.LinesAsync("SELECT key FROM sign_in_counters")).ShouldBeEmpty();
        (await server.EventsAsync(SecurityEventType.AccountLocked)).ShouldBe(0);
    }

    [Fact]
    public async Task Right_passwords_that_come_together_at_two_nodes_lock_nobody_out()
    {
        await using var first = await servers.StartProcessAsync(Database.PostgreSql);
        await using var second = await first.StartAnotherNodeAsync();
        await first.GuessAsync(People.Ada, 4);

        for (var round = 0; round < Effort.RaceRounds; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(number => (number % 2 == 0 ? first : second).TryAsync(People.Ada)));

            answers.ShouldAllBe(answer => answer.Status == 200);
        }

        (await first.Database.LinesAsync("SELECT key FROM sign_in_counters")).ShouldBeEmpty();
    }

    [Theory]
    [BothDatabases]
    public async Task The_counter_survives_a_crash(Database database)
    {
        await using var server = await servers.StartProcessAsync(database);
        await server.GuessAsync(People.Ada, 5);
        await server.GuessAsync(People.Grace, 4);

        await server.KillAsync();
        await server.StartAgainAsync();

        (await server.TryAsync(People.Ada)).ShouldFail(400, "invalid_grant");
        await server.GuessAsync(People.Grace, 1);
        (await server.TryAsync(People.Grace)).ShouldFail(400, "invalid_grant");
        (await server.EventsAsync(SecurityEventType.AccountLocked)).ShouldBe(2);
    }

    [Theory]
    [BothDatabases]
    public async Task What_was_being_checked_when_the_server_died_locks_nobody(Database database)
    {
        // No answer left, so nobody learnt anything; but people were signing in.
        await using var server = await servers.StartProcessAsync(database);
        await server.GuessAsync(People.Ada, 2);
        await server.KillAsync();
        await server.Database.ExecuteAsync("UPDATE sign_in_counters SET pending = 3");

        await server.StartAgainAsync();

        (await server.TryAsync(People.Ada)).ShouldSucceed();
        await server.GuessAsync(People.Grace, 5);
        (await server.EventsAsync(SecurityEventType.AccountLocked)).ShouldBe(1);
        (await server.EventsAsync(SecurityEventType.SignInFailed)).ShouldBe(7);
    }

    [Theory]
    [BothDatabases]
    public async Task A_lock_ends_by_itself_and_tries_meanwhile_do_not_prolong_it(Database database)
    {
        await using var server = await servers.StartAsync(database, ("Lockout:CoolOff", "00:00:03"));
        await server.GuessAsync(People.Ada, 5);
        var end = DateTimeOffset.UtcNow + TimeSpan.FromSeconds(3);
        while (DateTimeOffset.UtcNow < end - TimeSpan.FromSeconds(0.5))
        {
            await server.GuessAsync(People.Ada, 1);
        }

        await Eventually.ClockPassesAsync(end);

        (await server.TryAsync(People.Ada)).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task All_spellings_of_a_name_and_its_address_are_one_counter(Database database)
    {
        await using var server = await servers.StartAsync(database);
        string[] spellings = ["ada", "ADA", " Ada ", "\uFF41\uFF44\uFF41", "Ada@Example.Test"];

        foreach (var spelling in spellings)
        {
            await server.GuessAsync(People.Ada with { UserName = spelling }, 1);
        }

        (await server.TryAsync(People.Ada)).ShouldFail(400, "invalid_grant");
        (await server.TryAsync(People.Ada with { UserName = "ada@example.test" })).ShouldFail(400, "invalid_grant");
        (await server.EventsAsync(SecurityEventType.SignInFailed)).ShouldBe(5);
    }

    [Theory]
    [BothDatabases]
    public async Task Every_refusal_is_the_same_in_status_headers_and_body(Database database)
    {
        // ENUM-01, LOCK-05.
        await using var server = await servers.StartAsync(database);
        await server.GuessAsync(People.Ada, 5);
        var wrong = await server.TryAsync(People.Heidi, "not-the-password-of-heidi");

        Answer[] others =
        [
            await server.TryAsync(People.Ada),
            await server.TryAsync(People.Linus),
            await server.TryAsync(new Person("nobody", "not-the-password-of-anybody")),
            await server.TryAsync(new Person(new string('x', 300), "not-the-password-of-anybody")),
            await server.TryAsync(new Person("ad\u200Ba", "not-the-password-of-anybody")),
            await server.TryAsync(new Person("a\tb\r\nc\u202Ed", "not-the-password-of-anybody")),
            await server.TryAsync(People.Heidi, new string('p', 2000)),
        ];

        wrong.ShouldFail(400, "invalid_grant");
        foreach (var other in others)
        {
            other.Status.ShouldBe(wrong.Status);
            other.Body.ShouldBe(wrong.Body);
            other.HeaderLines(Volatile).ShouldBe(wrong.HeaderLines(Volatile));
        }
    }

    [Theory]
    [BothDatabases]
    public async Task Names_that_no_account_has_lock_in_the_same_way(Database database)
    {
        await using var server = await servers.StartAsync(database);
        var nobody = new Person("nobody", "x");

        await server.GuessAsync(nobody, 7);

        (await server.EventsAsync(SecurityEventType.UnknownUserTried)).ShouldBe(7);
        (await server.Database.CountAsync("SELECT failures FROM sign_in_counters WHERE key LIKE 'name:%'")).ShouldBe(5);
        (await server.EventsAsync(SecurityEventType.AccountLocked)).ShouldBe(0);
        (await server.Database.ContentAsync(server.Folder)).ShouldNotContain("nobody", Case.Insensitive, "people type passwords there");
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.DisabledSignInRefused)]
    public async Task A_disabled_account_is_told_of_as_such_in_the_events_only(Database database)
    {
        await using var server = await servers.StartAsync(database);

        await server.TryAsync(People.Linus);
        await server.TryAsync(People.Linus, "wrong");

        (await server.EventsAsync(SecurityEventType.DisabledSignInRefused)).ShouldBe(2);
        (await server.EventsAsync(SecurityEventType.SignInFailed)).ShouldBe(0);
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.PasswordHashUpgraded)]
    public async Task An_old_hash_is_replaced_at_a_sign_in_and_the_replacement_recorded(Database database)
    {
        await using var server = await servers.StartAsync(database);
        await server.Database.ExecuteAsync($"UPDATE users SET password_hash = '{OldHash.Of(People.Ada.Password, 1_000)}' WHERE normalized_user_name = 'ADA'");

        (await server.TryAsync(People.Ada)).ShouldSucceed();
        (await server.TryAsync(People.Ada)).ShouldSucceed();

        (await server.EventsAsync(SecurityEventType.PasswordHashUpgraded)).ShouldBe(1);
        (await server.Database.LinesAsync("SELECT password_hash FROM users WHERE normalized_user_name = 'ADA'")).Single().ShouldStartWith("$argon2id$");
    }
}
