using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Lockout;

/// <summary>The owner hears of it when strangers lock an account, and is not flooded with it.</summary>
public sealed class OwnerWarningTests(Servers servers)
{
    private const string Subject = "Somebody tried your password";

    [Theory]
    [BothDatabases]
    public async Task Strangers_tries_that_lock_an_account_are_told_to_its_owner_once_an_hour(Database database)
    {
        await using var server = await servers.StartAsync(database, Guesses.WithoutBlocks, Servers.BehindProxy);
        var box = new Postbox(server);
        (await server.TryAsync(People.Heidi, device: "the-phone-of-heidi-herself")).ShouldSucceed();


        await server.GuessAsync(People.Heidi, 5, device: "the-phone-of-heidi-herself");
        await server.GuessAsync(People.Linus, 5, from: "198.51.100.1");
        await server.GuessAsync(People.Ada, 5, from: "198.51.100.2");
        var first = await box.NextAsync(People.Ada, Subject);
        await server.Database.ExecuteAsync("DELETE FROM sign_in_counters");
        await server.GuessAsync(People.Ada, 5, from: "198.51.100.3");
        // Told in order: what was to be said to Ada has been.
        await server.GuessAsync(People.Grace, 5, from: "198.51.100.4");
        await box.NextAsync(People.Grace, Subject);


        first.TextBody!.ShouldContain("198.51.100.2");
        Postbox.LinkIn(first).AbsolutePath.ShouldBe("/forgot-password");
        (await server.Database.LinesAsync("SELECT recipient FROM mails ORDER BY id")).ShouldBe(["ada@example.test", "grace@example.test"]);
    }
}
