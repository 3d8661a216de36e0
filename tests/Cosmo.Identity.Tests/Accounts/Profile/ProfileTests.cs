using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Profile;

/// <summary>A person says who they are; tokens tell it, and the trail what it was before.</summary>
public sealed class ProfileTests(Servers servers)
{
    private const string Path = "/account/profile";

    [Theory]
    [BothDatabases]
    public async Task What_a_person_changes_is_stored_told_and_kept_from_another_tab(Database database)
    {
        await using var server = await servers.StartAsync(database);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var form = (await browser.OpenAsync(Path)).At(Path);
        form.Document.QuerySelector("#address-locality")!.GetAttribute("value").ShouldBe("London");
        var trail = await AuditTrail.FromNowAsync(server);


        var refused = await browser.SubmitAsync(form, "name", ("website", "javascript:alert(1)"), ("birthdate", "yesterday"));
        var unchanged = await trail.NewAsync();
        var saved = await browser.SubmitAsync(
            form, "name", ("name", "Augusta Ada King"), ("phone_number", "+44 20 7946 0099"), ("nickname", ""), ("role", "admin"), ("email", "thief@example.test"), ("sub", "x"));


        refused.At(Path).Document.QuerySelectorAll("[aria-invalid=true]").Select(field => field.Id).ShouldBe(["website", "birthdate"]);
        unchanged.ShouldBeEmpty();
        saved.Document.QuerySelector("[role=status]")!.TextContent.ShouldBe("Your profile is saved.");
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada, "openid profile email phone address roles")).ShouldSucceed();
        var claims = (await server.As(Registrations.Mobile).UserInfoAsync(tokens.AccessToken)).ShouldSucceed();
        claims.Text("name").ShouldBe("Augusta Ada King");
        claims.Has("nickname").ShouldBeFalse();
        claims.Text("middle_name").ShouldBe("King");
        claims.Text("email").ShouldBe("ada@example.test");
        claims.Text("phone_number").ShouldBe("+44 20 7946 0099");
        claims.Json.GetProperty("phone_number_verified").GetBoolean().ShouldBeFalse("another number is another proof");
        claims.Json.GetProperty("address").GetProperty("formatted").GetString().ShouldStartWith("12 St James's Square");
        claims.Json.GetProperty("role").EnumerateArray().Select(role => role.GetString()).ShouldBe(["analyst", "customer"]);
        var fact = await trail.ShouldBeAsync(SecurityEventType.UserChanged, SecurityEventType.TokensIssued, SecurityEventType.SessionStarted);
        fact[0].Field("profile.name").ShouldBe(("Ada Lovelace", "Augusta Ada King"));
        fact[0].Field("profile.nickname").ShouldBe(("Countess", null));
        fact[0].Field("phone_number").ShouldBe(("+44 20 7946 0018", "+44 20 7946 0099"));
        fact[0].Actor.ShouldBeNull();
    }
}
