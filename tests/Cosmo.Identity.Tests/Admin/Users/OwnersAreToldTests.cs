using System.Text.Json.Nodes;
using Cosmo.Identity.Tests.Accounts.ResetPassword;
using Cosmo.Identity.Tests.Harness;
using MimeKit;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Admin.Users;

/// <summary>Owners hear by a mail, over a real SMTP server, what administrators did to their account: once, and only what really happened (ASVS 6.3.7).</summary>
public sealed class OwnersAreToldTests(Servers servers)
{
    private const string Why = "Ticket 4711: stolen laptop";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Person Owner = PeopleServers.Victim("owner");

    private static readonly Person Otto = new("otto", "Motor-Number-1876-four-strokes")
    {
        Profile = new JsonObject { ["email"] = "otto@victims.test", ["email_verified"] = true, ["name"] = "Otto Motor", ["locale"] = "de-AT" },
    };

    private static readonly Person Unconfirmed = new("unconfirmed", "Nobody-Number-1900-confirmed")
    {
        Profile = new JsonObject { ["email"] = "unconfirmed@victims.test", ["name"] = "Nobody" },
    };

    private static readonly Person Unreachable = new("unreachable", "Island-Number-1719-robinson");

    [Theory]
    [BothDatabases]
    public async Task Whose_account_is_locked_is_told_once_and_gets_no_link(Database database)
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var server = await StartAsync(database, smtp);
        var token = await server.AdminTokenAsync(Administrators.Root);


        (await ActAsync(server, token, Owner, "lock")).ShouldBeTrue();
        (await ActAsync(server, token, Owner, "lock")).ShouldBeFalse();
        (await ActAsync(server, token, Otto, "lock")).ShouldBeTrue();


        var mail = (await ArrivedAsync(smtp, Owner, 1)).ShouldHaveSingleItem();
        mail.Subject.ShouldBe("Your account is locked");
        mail.TextBody!.ShouldContain("Hello Victim of owner,");
        mail.TextBody!.ShouldContain("nobody can sign in to it any more");
        mail.TextBody!.ShouldContain("ask the people who run this server");
        mail.TextBody!.ShouldNotContain("password", Case.Insensitive);
        ShouldHoldNothingOfTheAdministrator(mail);
        ShouldHaveNoLink(mail);
        var german = (await ArrivedAsync(smtp, Otto, 1)).ShouldHaveSingleItem();
        german.Subject.ShouldBe("Ihr Konto ist gesperrt");
        german.HtmlBody!.ShouldContain("<html lang=\"de\">");
        german.TextBody!.ShouldContain("Niemand kann sich mehr anmelden");
        (await KindsAsync(server, Owner)).ShouldBe(["account_locked"]);
    }

    [Theory]
    [BothDatabases]
    public async Task A_lockdown_tells_what_it_changed_and_nothing_where_all_was_so(Database database)
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var server = await StartAsync(database, smtp);
        var token = await server.AdminTokenAsync(Administrators.Root);
        await ActAsync(server, token, Otto, "lock");


        await ActAsync(server, token, Owner, "lockdown");
        await ActAsync(server, token, Owner, "lockdown");
        await ActAsync(server, token, Otto, "lockdown");
        await ActAsync(server, token, Otto, "lockdown");
        await ActAsync(server, token, Otto, "require-reset");
        await ActAsync(server, token, Otto, "unlock");


        var mail = (await ArrivedAsync(smtp, Owner, 1)).ShouldHaveSingleItem();
        mail.Subject.ShouldBe("Your account is locked");
        mail.TextBody!.ShouldContain("nobody can sign in to it any more");
        mail.TextBody!.ShouldContain("The password no longer works, either.");
        ShouldHoldNothingOfTheAdministrator(mail);
        ShouldHaveNoLink(mail);
        (await ArrivedAsync(smtp, Otto, 2)).Count(mail => mail.TextBody!.Contains("Auch das Passwort gilt nicht mehr", StringComparison.Ordinal)).ShouldBe(1);
        (await KindsAsync(server, Owner)).ShouldBe(["account_locked"]);
        (await KindsAsync(server, Otto)).ShouldBe(["account_locked", "account_locked"]);
    }

    [Theory]
    [BothDatabases("lock")]
    [BothDatabases("lockdown")]
    public async Task Of_many_orders_at_once_one_is_told(Database database, string act)
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var server = await StartAsync(database, smtp);
        var token = await server.AdminTokenAsync(Administrators.Root);


        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ActAsync(server, token, Owner, act)));


        (await ArrivedAsync(smtp, Owner, 1)).ShouldHaveSingleItem();
        (await KindsAsync(server, Owner)).ShouldBe(["account_locked"]);
    }

    [Theory]
    [BothDatabases]
    public async Task What_was_refused_or_has_nobody_to_tell_is_not_told(Database database)
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var server = await StartAsync(database, smtp);
        var token = await server.AdminTokenAsync(Administrators.Root);


        var refused = await server.OrderAsync(token, HttpMethod.Post, $"users/{await server.SubjectAsync(Administrators.Root)}/lock", new { reason = Why });
        var withoutAddress = await ActAsync(server, token, Unreachable, "lockdown");
        var withoutFactor = await ActAsync(server, token, Owner, "remove-factor");


        refused.Status.ShouldBe(409);
        withoutAddress.ShouldBeTrue();
        withoutFactor.ShouldBeFalse();
        (await server.Database.CountAsync("SELECT count(*) FROM mails")).ShouldBe(0);
    }

    [Theory]
    [BothDatabases]
    public async Task Where_no_address_is_confirmed_a_required_password_is_told_without_a_secret(Database database)
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var server = await StartAsync(database, smtp);
        var token = await server.AdminTokenAsync(Administrators.Root);


        var answer = await server.OrderAsync(token, HttpMethod.Post, $"users/{await server.SubjectAsync(Unconfirmed)}/require-reset", new { reason = Why });
        await ActAsync(server, token, Unconfirmed, "require-reset");
        await ActAsync(server, token, Owner, "require-reset");


        answer.ShouldSucceed().Json.GetProperty("mailed").GetBoolean().ShouldBeFalse("no link was");
        var mail = (await ArrivedAsync(smtp, Unconfirmed, 1)).ShouldHaveSingleItem();
        mail.Subject.ShouldBe("Choose a new password");
        Postbox.LinkIn(mail).PathAndQuery.ShouldBe("/forgot-password", "an address that nobody has confirmed may be anybody's");
        ShouldHoldNothingOfTheAdministrator(mail);
        (await KindsAsync(server, Unconfirmed)).ShouldBe(["password_withdrawn"]);
        (await server.Database.CountAsync("SELECT count(*) FROM one_time_tokens WHERE purpose = 'password_reset'")).ShouldBe(1, "the link of the confirmed one");
        (await KindsAsync(server, Owner)).ShouldBe(["password_reset_required"], "one mail is enough");
    }

    [Theory]
    [BothDatabases]
    public async Task Whose_factor_was_removed_can_say_that_they_never_asked_for_it(Database database)
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var server = await StartAsync(database, smtp);
        var token = await server.AdminTokenAsync(Administrators.Root);
        await EquipAsync(server);


        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ActAsync(server, token, Owner, "remove-factor")));


        answers.Count(changed => changed).ShouldBe(1);
        (await KindsAsync(server, Owner)).ShouldBe(["second_factor_removed"]);
        var mail = (await ArrivedAsync(smtp, Owner, "The second factor was removed", 1)).ShouldHaveSingleItem();
        mail.TextBody!.ShouldContain("The people who run this server have removed");
        ShouldHoldNothingOfTheAdministrator(mail);
        using var thief = server.NewBrowser();
        await thief.SignInAsync(Owner);
        using var reader = server.NewBrowser();
        var page = (await reader.OpenAsync(Postbox.LinkIn(mail).PathAndQuery)).At("/account/not-me");
        Resets.Heading(await reader.SubmitAsync(page, "Token")).ShouldBe("Your account is safe");
        await thief.ShouldBeOutAsync();
        (await server.As(Registrations.Mobile).PasswordAsync(Owner)).ShouldFail(400, "invalid_grant");
    }

    [Theory]
    [BothDatabases]
    public async Task The_factor_of_a_locked_account_is_told_without_a_link_that_cannot_work(Database database)
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var server = await StartAsync(database, smtp);
        var token = await server.AdminTokenAsync(Administrators.Root);
        await EquipAsync(server);
        await ActAsync(server, token, Owner, "lock");


        (await ActAsync(server, token, Owner, "remove-factor")).ShouldBeTrue();


        var mail = (await ArrivedAsync(smtp, Owner, "The second factor was removed", 1)).ShouldHaveSingleItem();
        mail.TextBody!.ShouldContain("The account is locked");
        ShouldHaveNoLink(mail);
    }

    [Fact]
    public async Task What_a_command_does_on_the_host_is_told_as_well()
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var server = await StartAsync(Database.Sqlite, smtp);


        var done = await Command.CosmoAsync(
            server.Folder, "Development", ["users", "lock", Owner.UserName, .. server.DataArguments, $"--Keys:Directory={Path.Combine(server.Folder, "certs")}"]);


        done.ExitCode.ShouldBe(0, done.Text);
        (await ArrivedAsync(smtp, Owner, 1)).ShouldHaveSingleItem().Subject.ShouldBe("Your account is locked");
    }

    private async Task<HostedServer> StartAsync(Database database, SmtpServer smtp)
    {
        var provisioning = Administrators.Provisioning();
        foreach (var person in (Person[])[Owner, Otto, Unconfirmed, Unreachable])
        {
            provisioning["users"]!.AsArray().Add(person.ToJson());
        }

        var server = await servers.StartFirstAsync(
            database, provisioning, [.. smtp.Settings, ("SecondFactors:Policy", "Off"), ("RateLimits:ExemptNetworks:0", "127.0.0.0/8")]);
        // The account that Development brings along would be one administrator more.
        await server.Database.ExecuteAsync("DELETE FROM user_roles WHERE user_id = (SELECT id FROM users WHERE user_name = 'admin')");
        return server;
    }

    /// <summary>Gives the owner an authenticator app that nobody has.</summary>
    private static Task EquipAsync(RunningServer server) => server.Database.ExecuteAsync(
        $"INSERT INTO totp_factors (id, user_id, secret, created_at, last_step, last_used_at) SELECT '{Guid.CreateVersion7().ToString().ToUpperInvariant()}', id, 'sealed', '2026-01-01 00:00:00', 0, '2026-01-01 00:00:00' FROM users WHERE user_name = '{Owner.UserName}'");

    /// <summary>Whether it changed anything.</summary>
    private static async Task<bool> ActAsync(RunningServer server, (string, string) token, Person person, string act) =>
        (await server.OrderAsync(token, HttpMethod.Post, $"users/{await server.SubjectAsync(person)}/{act}", new { reason = Why })).ShouldSucceed().Json.GetProperty("changed").GetBoolean();

    private static Task<IReadOnlyList<MimeMessage>> ArrivedAsync(SmtpServer smtp, Person person, int count) => ArrivedAsync(smtp, person, null, count);

    /// <summary>Waits for so many mails to somebody, and returns all there are.</summary>
    private static async Task<IReadOnlyList<MimeMessage>> ArrivedAsync(SmtpServer smtp, Person person, string? subject, int count)
    {
        var address = Postbox.AddressOf(person);
        List<MimeMessage> Mails() => [.. smtp.Arrived().Where(mail => mail.Recipients.Contains(address) && (subject is null || mail.Message.Subject == subject)).Select(mail => mail.Message)];
        await Eventually.HoldsAsync(() => Task.FromResult(Mails().Count >= count), Patience, $"{count} mails to {address} arrived");
        return Mails();
    }

    /// <summary>All that was posted to somebody: a mail is there with its cause, or never.</summary>
    private static Task<IReadOnlyList<string>> KindsAsync(RunningServer server, Person person) =>
        server.Database.LinesAsync($"SELECT kind FROM mails WHERE recipient = '{Postbox.AddressOf(person)}' ORDER BY id");

    private static void ShouldHoldNothingOfTheAdministrator(MimeMessage mail)
    {
        mail.HtmlBody!.ShouldNotContain("4711", Case.Insensitive, "what administrators note is for the audit trail");
        foreach (var word in (string[])["4711", "root", "Device:", "Address:"])
        {
            mail.TextBody!.ShouldNotContain(word, Case.Insensitive, mail.TextBody);
        }
    }

    private static void ShouldHaveNoLink(MimeMessage mail)
    {
        mail.TextBody!.ShouldNotContain("://");
        mail.HtmlBody!.ShouldNotContain("href");
    }
}
