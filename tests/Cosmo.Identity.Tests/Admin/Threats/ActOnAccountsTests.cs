using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Accounts.Lockout;
using Cosmo.Identity.Tests.Admin.Users;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Admin.Threats;

/// <summary>From an address, one thing is done to several of the accounts that it hit (issue 5 §3).</summary>
[Collection(nameof(PeopleConsole))]
public sealed class ActOnAccountsTests(PeopleServers servers)
{
    private const string Why = "Their passwords were on the list";

    [Theory]
    [BothDatabases]
    public async Task Those_it_got_into_are_chosen_and_need_another_password(Database database)
    {
        const string attacker = "198.51.100.90";
        var server = await servers.OnAsync(database);
        var (hit, other) = (PeopleServers.Victim("hit"), PeopleServers.Victim("bystander"));
        (await server.TryAsync(other with { Password = "not-theirs" }, from: attacker)).ShouldFail(400, "invalid_grant");
        var stolen = (await server.TryAsync(hit, from: attacker)).ShouldSucceed();
        using var browser = await server.EnterAsync(Administrators.Root);
        var trail = await AuditTrail.FromNowAsync(server);

        var address = await browser.OpenAsync($"/admin/addresses/{attacker}");
        var form = await browser.OpenAsync(address.Document.QuerySelector("a[href$='/accounts/require-reset']")!.GetAttribute("href")!);
        var done = await browser.SubmitAsync(form, "Reason", ("Reason", Why));

        Choices(form).ShouldBe([(hit.UserName, true), (other.UserName, false)]);
        done.At($"/admin/addresses/{attacker}").Answer.Url.Query.ShouldBe("?done=require-reset&count=1");
        done.Document.QuerySelector("[role=status]")!.TextContent.ShouldContain("1 accounts");
        (await server.TryAsync(hit)).ShouldFail(400, "invalid_grant");
        (await server.As(Registrations.Mobile).RefreshAsync(stolen.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await server.TryAsync(other)).ShouldSucceed();
        var told = (await trail.NewAsync()).Single(fact => fact.Type == SecurityEventType.PasswordResetRequired);
        told.Subject.ShouldBe(await server.SubjectAsync(hit));
        told.Actor.ShouldBe((await server.SubjectAsync(Administrators.Root)).ToString());
        told.Detail("reason").ShouldBe(Why);
    }

    [Theory]
    [BothDatabases]
    public async Task What_is_refused_for_one_is_done_for_the_others_and_told(Database database)
    {
        const string attacker = "198.51.100.91";
        var server = await servers.OnAsync(database);
        var (first, second) = (PeopleServers.Victim("first"), PeopleServers.Victim("second"));
        (await server.TryAsync(first with { Password = "not-theirs" }, from: attacker)).ShouldFail(400, "invalid_grant");
        (await server.TryAsync(second with { Password = "not-theirs" }, from: attacker)).ShouldFail(400, "invalid_grant");
        var nobody = Guid.CreateVersion7();
        using var browser = await server.EnterAsync(Administrators.Root);

        var form = await browser.OpenAsync($"/admin/addresses/{attacker}/accounts/lock?all=1");
        var mute = await browser.SubmitAsync(form, "Reason", ("Reason", " "));
        var none = await browser.PostFormAsync($"/admin/addresses/{attacker}/accounts/lock", ("Reason", Why));
        var bad = await browser.PostFormAsync($"/admin/addresses/{attacker}/accounts/lock", ("Reason", Why), ("account", "everybody"));
        var many = await browser.PostFormAsync(
            $"/admin/addresses/{attacker}/accounts/lock", [("Reason", Why), .. Enumerable.Range(0, 51).Select(_ => ("account", Guid.CreateVersion7().ToString()))]);
        (await server.TryAsync(first)).ShouldSucceed();
        var subjects = new[] { await server.SubjectAsync(first), await server.SubjectAsync(second) };
        var locked = await browser.PostFormAsync(
            $"/admin/addresses/{attacker}/accounts/lock", [("Reason", Why), ("account", nobody.ToString()), .. subjects.Select(subject => ("account", subject.ToString()))]);

        Choices(form).Select(choice => choice.IsChosen).ShouldBe([true, true]);
        new[] { mute, none, bad, many }.Select(page => page.Answer.Status).ShouldAllBe(status => status == 400);
        mute.Document.QuerySelector("[role=alert]")!.TextContent.ShouldContain("Say why");
        locked.Answer.Status.ShouldBe(409);
        var alert = locked.Document.QuerySelector("[role=alert]")!.TextContent;
        alert.ShouldContain("Done to 2 accounts");
        alert.ShouldContain(nobody.ToString());
        (await server.TryAsync(first)).ShouldFail(400, "invalid_grant");
        (await server.TryAsync(second)).ShouldFail(400, "invalid_grant");
        foreach (var path in new[] { $"{attacker}/accounts/lockdown", $"{attacker}/accounts/delete", "nowhere/accounts/lock" })
        {
            (await browser.OpenAsync("/admin/addresses/" + path)).Answer.Status.ShouldBe(404);
        }
    }

    private static IReadOnlyList<(string User, bool IsChosen)> Choices(Page page) =>
        [.. page.Document.QuerySelectorAll("label.choice").Select(label => (label.QuerySelector("bdi")!.TextContent, label.QuerySelector("input")!.HasAttribute("checked")))];
}
