using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Accounts.ResetPassword;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.PersonalData;

/// <summary>Everything that is held of a person is theirs to download, after a fresh proof, and holds no secret (ASVS 7.5.1; GDPR Articles 15, 20).</summary>
public sealed class PersonalDataTests(Servers servers)
{
    private const string Path = "/account/data";

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.PersonalDataExported)]
    public async Task The_file_holds_what_is_known_of_the_person_and_nothing_that_opens_anything(Database database)
    {
        await using var server = await servers.StartAsync(database);
        using var browser = server.NewBrowser();
        using var forgetful = server.NewBrowser();
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();
        (await server.As(Registrations.Mobile).PasswordAsync(People.Grace)).ShouldSucceed();
        var reset = await forgetful.GetLinkAsync(new Postbox(server), People.Ada);
        await browser.SignInAsync(People.Ada);
        var form = (await browser.OpenAsync(Path)).At(Path);
        await server.Database.ForgetProofsAsync(People.Ada);
        (await browser.PostFormAsync(Path)).At("/account/confirm");
        await browser.SubmitAsync(await browser.OpenAsync(Path), "Password", ("Password", People.Ada.Password));
        var trail = await AuditTrail.FromNowAsync(server);


        var file = await browser.SendAsync(HttpMethod.Post, new Uri(Path, UriKind.Relative), Wire.Form([.. Page.Fields(form.Form("__RequestVerificationToken")!)]));


        file.Status.ShouldBe(200, file.ToString());
        file.MediaType.ShouldBe("application/json");
        file.Header("Cache-Control")!.ShouldContain("no-store");
        file.Header("Content-Disposition").ShouldBe("attachment; filename=\"my-data.json\"");
        var account = file.Json.GetProperty("account");
        account.GetProperty("email").GetString().ShouldBe("ada@example.test");
        account.GetProperty("profile").GetProperty("department").GetString().ShouldBe("Engines");
        Members(file, "roles", "name").ShouldBe(["analyst", "customer"]);
        Members(file, "sessions", "client_id").ShouldContain("mobile");
        Members(file, "authorizations", "client_id").ShouldContain("mobile");
        Members(file, "tokens", "type").Count.ShouldBeGreaterThan(1);
        Members(file, "mails", "kind").ShouldBe(["password_reset", "new_device"], ignoreOrder: true);
        Members(file, "mailed_links", "purpose").ShouldBe(["password_reset", "not_me"], ignoreOrder: true);
        Members(file, "known_networks", "network").ShouldNotBeEmpty();
        Members(file, "applications", "client_id").ShouldBe(["mobile"]);
        Members(file, "history", "type").ShouldContain("account.password_reset_requested");
        var content = file.Body;
        content.ShouldNotContain("grace");
        content.ShouldNotContain(reset.Query["?token=".Length..]);
        content.ShouldNotContain(tokens.RefreshToken);
        foreach (var secret in await server.Database.LinesAsync(
            "SELECT password_hash FROM users WHERE user_name = 'ada' UNION SELECT security_stamp FROM users WHERE user_name = 'ada' UNION SELECT hash FROM one_time_tokens UNION SELECT cookie_hash FROM user_sessions WHERE cookie_hash IS NOT NULL UNION SELECT mac FROM security_events UNION SELECT reference_id FROM tokens WHERE reference_id IS NOT NULL"))
        {
            content.ShouldNotContain(secret);
        }

        (await trail.ShouldBeAsync(SecurityEventType.PersonalDataExported)).Subject.ShouldBe(account.GetProperty("sub").GetGuid());
    }

    private static List<string?> Members(Answer file, string list, string member) =>
        [.. file.Json.GetProperty(list).EnumerateArray().Where(item => item.TryGetProperty(member, out _)).Select(item => item.GetProperty(member).GetString())];
}
