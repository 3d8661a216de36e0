using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Accounts.Register;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.DeleteAccount;

/// <summary>A person deletes their account: nothing of it opens anything any more, nothing tells who they were, and the trail still verifies (ASVS 7.5.1; GDPR Article 17).</summary>
public sealed class DeleteAccountTests(Servers servers)
{
    private const string Path = "/account/delete";

    [Theory]
    [BothDatabases]
    public async Task Nothing_of_the_account_is_left_but_the_number_in_the_trail(Database database)
    {
        await using var server = await servers.StartAsync(database);
        var box = new Postbox(server);
        using var browser = server.NewBrowser();
        using var elsewhere = server.NewBrowser();
        var person = await browser.ArriveAsync(box);
        await elsewhere.SignInAsync(person);
        var client = server.As(Registrations.Mobile);
        var tokens = (await client.PasswordAsync(person, "openid email offline_access orders.read")).ShouldSucceed();
        var subject = (await client.UserInfoAsync(tokens.AccessToken)).Text("sub");
        await server.Database.ForgetProofsAsync(person);
        (await browser.PostFormAsync(Path, ("UserName", person.UserName))).At("/account/confirm");
        await browser.SubmitAsync(await browser.OpenAsync(Path), "Password", ("Password", person.Password));
        var form = (await browser.OpenAsync(Path)).At(Path);
        var trail = await AuditTrail.FromNowAsync(server);


        var refused = await browser.SubmitAsync(form, "UserName", ("UserName", "somebody else"));
        (await trail.NewAsync()).ShouldBeEmpty();
        var done = await browser.SubmitAsync(form, "UserName", ("UserName", $" {person.UserName.ToUpperInvariant()} "));


        refused.At(Path).Document.QuerySelector("[role=alert]")!.TextContent.ShouldContain("Nothing was deleted");
        done.At("/account/deleted");
        browser.HasSession.ShouldBeFalse();
        await elsewhere.ShouldBeOutAsync();
        (await client.RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await client.UserInfoAsync(tokens.AccessToken)).Status.ShouldBe(401);
        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeInactive();
        (await client.PasswordAsync(person)).ShouldFail(400, "invalid_grant");
        await box.NextAsync(person, "Your account was deleted");
        var facts = await trail.NewAsync();
        facts.Count(fact => fact.Type == SecurityEventType.AllTokensRevoked).ShouldBe(1);
        facts.Single(fact => fact.Type == SecurityEventType.UserDeleted).Subject.ShouldBe(Guid.Parse(subject));
        facts.Where(fact => fact.Type == SecurityEventType.UserDeleted).ShouldAllBe(fact => !fact.Details!.Contains(person.UserName));
        foreach (var table in new[] { "users", "user_sessions", "one_time_tokens", "known_devices", "known_networks", "user_roles", "tokens" })
        {
            var column = table == "users" ? "id" : table == "tokens" ? "subject" : table == "one_time_tokens" ? "subject_id" : "user_id";
            (await server.Database.CountAsync($"SELECT count(*) FROM {table} WHERE lower(CAST({column} AS varchar(40))) = '{subject}'")).ShouldBe(0, table);
        }

        (await server.Database.CountAsync($"SELECT count(*) FROM mails WHERE recipient = '{person.UserName}' AND kind <> 'account_deleted'")).ShouldBe(0);
        // The address is free again, and the chain whole.
        await browser.RegisterAsync(box, person);
        await server.StopAsync();
        var verified = await Command.CosmoAsync(server.Folder, "Development", ["events", "verify", $"--Keys:Directory={System.IO.Path.Combine(server.Folder, "certs")}", .. server.DataArguments]);
        verified.ExitCode.ShouldBe(0, verified.Text);
    }

    [Theory]
    [BothDatabases]
    public async Task The_last_administrator_stays_however_many_leave_at_once(Database database)
    {
        await using var server = await servers.StartAsync(database, ("SecondFactors:Policy", "Optional"));
        await server.Database.ExecuteAsync(
            """
            DELETE FROM user_roles WHERE role_id = (SELECT id FROM roles WHERE normalized_name = 'ADMIN');
            INSERT INTO user_roles (user_id, role_id) SELECT u.id, r.id FROM users u, roles r WHERE r.normalized_name = 'ADMIN' AND u.user_name IN ('grace', 'heidi', 'linus')
            """);
        using var grace = server.NewBrowser();
        using var heidi = server.NewBrowser();
        await grace.SignInAsync(People.Grace);
        await heidi.SignInAsync(People.Heidi);
        List<(Browser Browser, Person Person, List<(string, string)> Fields)> leaving = [];
        foreach (var (browser, person) in new[] { (grace, People.Grace), (heidi, People.Heidi) })
        {
            leaving.Add((browser, person, [.. Page.Fields((await browser.OpenAsync(Path)).Form("UserName")!).Where(field => field.Name != "UserName")]));
        }


        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
        {
            var (browser, person, fields) = leaving[number % 2];
            using var form = Wire.Form([.. fields, ("UserName", person.UserName)]);
            return await browser.SendAsync(HttpMethod.Post, new Uri(Path, UriKind.Relative), form);
        }));


        answers.Count(answer => answer.Location?.AbsolutePath == "/account/deleted").ShouldBe(1);
        (await server.Database.CountAsync("SELECT count(*) FROM users WHERE user_name IN ('grace', 'heidi')")).ShouldBe(1);
        (await server.Database.EventsAsync()).Count(fact => fact.Type == SecurityEventType.UserDeleted).ShouldBe(1);
        var left = await server.Database.CountAsync("SELECT count(*) FROM users WHERE user_name = 'grace'") == 1 ? grace : heidi;
        var page = (await left.OpenAsync(Path)).At(Path);
        page.Form("UserName").ShouldBeNull();
        page.Document.Body!.TextContent.ShouldContain("You are the only one left");
    }
}
