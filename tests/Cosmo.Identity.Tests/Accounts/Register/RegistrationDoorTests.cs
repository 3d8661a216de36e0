using Cosmo.Identity.Accounts.Register;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.SecurityEvents;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Register;

/// <summary>Who may make an account is the operator's choice: nobody, whoever was invited, or everybody; clients may ask for it only in the last case.</summary>
public sealed class RegistrationDoorTests(AuditedServers servers) : IClassFixture<AuditedServers>
{
    private static readonly (string, string) Closed = ("Registration:Mode", "Off");
    private static readonly (string, string) ByInvitation = ("Registration:Mode", "Invitation");

    [Fact]
    public async Task A_client_that_asks_for_an_account_gets_its_person_back_with_one()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        var (box, person, client) = (new Postbox(server), Registering.Newcomer(), server.As(Registrations.Spa));
        var request = client.Authorization("openid email").With("prompt", "create");
        using var browser = server.NewBrowser();


        var arrived = (await browser.OpenAsync(request.Url)).At(Registering.Path);
        await browser.SubmitAsync(arrived, "Repeated", ("Email", person.UserName), ("Password", person.Password), ("Repeated", person.Password));
        var done = await browser.ConfirmAsync(await browser.OpenAsync((await box.LinkToAsync(person)).PathAndQuery));
        var login = await browser.OpenAsync(done.Document.QuerySelector("main a.primary")!.GetAttribute("href")!);
        var back = (await browser.SignInAsync(login, person)).AtClient();


        (await client.RedeemAsync(request, back.Code)).ShouldSucceed();
        var metadata = (await server.Http.GetAsync("/.well-known/openid-configuration")).Json;
        metadata.GetProperty("prompt_values_supported").EnumerateArray().Select(value => value.GetString()).ShouldContain("create");
        // Whoever is signed in already is asked all the same, and who has an account goes on by signing in.
        var asked = (await browser.OpenAsync(client.Authorization().With("prompt", "create").Url)).At(Registering.Path);
        var other = (await browser.OpenAsync(asked.Document.QuerySelector("main .aside a")!.GetAttribute("href")!)).At("/login");
        (await browser.SubmitAsync(other, "Password", ("UserName", person.UserName), ("Password", person.Password))).AtClient().Code.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Where_registration_is_off_nothing_of_it_is_there()
    {
        var server = await servers.OnAsync(Database.Sqlite, Closed);
        using var browser = server.NewBrowser();


        (await browser.OpenAsync(Registering.Path)).Answer.Status.ShouldBe(404);
        (await browser.OpenAsync(Registering.ConfirmPath + "?token=" + new string('A', 43))).Answer.Status.ShouldBe(404);
        (await browser.OpenAsync("/login")).Document.QuerySelector("a[href*='register']").ShouldBeNull();
        (await server.Http.GetAsync("/.well-known/openid-configuration")).Body.ShouldNotContain("\"create\"");
        (await browser.OpenAsync(server.As(Registrations.Spa).Authorization().With("prompt", "create").Url)).AtClient().Error.ShouldBe("invalid_request");
        var refused = await InviteAsync(server, Closed, "guest@example.test");
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("Registration:Mode = Off");
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.InvitationMade)]
    public async Task Whoever_is_invited_makes_an_account_with_the_roles_of_the_invitation(Database database)
    {
        var server = await servers.OnAsync(database, ByInvitation);
        var (box, guest) = (new Postbox(server), Registering.Newcomer("guest@example.test"));
        using var browser = server.NewBrowser();
        var trail = await AuditTrail.FromNowAsync(server);


        using (Acting.As("test:invites"))
        {
            (await server.Part<Invitations>().InviteAsync(NewRegistration.Of(guest.UserName, null)!, ["customer", "visitor"], isMailed: true, CancellationToken.None)).ShouldNotBeNull();
        }

        var link = Postbox.LinkIn(await box.NextAsync(guest, "You are invited"));
        var form = (await browser.OpenAsync(link.PathAndQuery)).At(Registering.Path);
        // The address is the invitation's, whatever the form says.
        (string, string)[] values = [("Email", "somebody.else@example.test"), ("Name", "Gus Guest"), ("Password", guest.Password), ("Repeated", guest.Password)];
        var done = await browser.SubmitAsync(form, "Repeated", values);
        var again = await browser.SubmitAsync(form, "Repeated", values);


        Registering.Heading(done).ShouldBe("Your account is ready");
        again.Answer.Status.ShouldBe(400);
        Registering.Heading(again).ShouldBe("This invitation does not work any more");
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(guest, "openid email roles")).ShouldSucceed();
        var claims = (await server.As(Registrations.Mobile).UserInfoAsync(tokens.AccessToken)).Json;
        claims.GetProperty("role").EnumerateArray().Select(role => role.GetString()).ShouldBe(["customer", "visitor"]);
        claims.GetProperty("email_verified").GetBoolean().ShouldBeTrue();
        (await trail.NewAsync()).Single(fact => fact.Type == SecurityEventType.InvitationMade).ShouldBeOfAnActor("test:invites").Detail("email").ShouldBe(guest.UserName);
        Registering.Heading(await browser.OpenAsync(Registering.Path)).ShouldBe("By invitation only");
        (await browser.OpenAsync("/login")).Document.QuerySelector("a[href*='register']").ShouldBeNull();
    }

    [Fact]
    public async Task An_operator_without_a_mail_server_hands_the_link_over()
    {
        var server = await servers.OnAsync(Database.Sqlite, ByInvitation);
        using var browser = server.NewBrowser();


        var invited = await InviteAsync(server, ByInvitation, "by.hand@example.test", "--role", "customer", "--Environment=Production", "--Issuer=https://id.example.test");
        var taken = await InviteAsync(server, ByInvitation, "ADA@example.test");


        invited.ExitCode.ShouldBe(0, invited.Text);
        invited.Output.ShouldContain("by.hand@example.test is invited. No mail server is set up");
        var link = new Uri(invited.Output.Split('\n').Single(line => line.StartsWith("https://id.example.test/", StringComparison.Ordinal)));
        (await browser.OpenAsync(link.PathAndQuery)).At(Registering.Path).Document.QuerySelector("#email")!.GetAttribute("value").ShouldBe("by.hand@example.test");
        taken.ExitCode.ShouldBe(1);
        taken.Errors.Trim().ShouldBe("ADA@example.test belongs to user ada already.");
    }

    private static Task<CommandResult> InviteAsync(RunningServer server, (string Key, string Value) mode, string email, params string[] more) => Command.CosmoAsync(
        server.Folder, "Development", ["users", "invite", email, .. more, $"--{mode.Key}={mode.Value}", $"--Keys:Directory={Path.Combine(server.Folder, "certs")}", .. server.DataArguments]);
}
