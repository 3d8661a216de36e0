using System.Text.Json;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Accounts.Lockout;
using Cosmo.Identity.Tests.Accounts.ResetPassword;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.SecurityEvents;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Admin.Users;

/// <summary>Accounts in the console and its API: found, shown, locked, opened, made to choose another password; never the last administrator (ADM-08, ADM-10, ADM-11).</summary>
[Collection(nameof(PeopleConsole))]
public sealed class UsersTests(PeopleServers servers)
{
    private const string Why = "Ticket 4711: <b>stolen</b> laptop";
    private const string Hostile = "<img src=x onerror=alert(1)>\"'";

    [Theory]
    [BothDatabases]
    public async Task Accounts_are_found_by_name_address_role_and_state(Database database)
    {
        var server = await servers.OnAsync(database);
        var token = await server.AdminTokenAsync(Administrators.Root);
        var guessed = PeopleServers.Victim("guessed");
        await server.GuessAsync(guessed, 5, from: "203.0.113.5");


        (await NamesAsync(server, token, "q=Victim-gu")).ShouldBe(["victim-guessed"]);
        (await NamesAsync(server, token, "q=guessed@vic")).ShouldBe(["victim-guessed"]);
        (await NamesAsync(server, token, $"q={await server.SubjectAsync(guessed)}")).ShouldBe(["victim-guessed"]);
        (await NamesAsync(server, token, "q=%25")).ShouldBeEmpty("a pattern is no name");
        (await NamesAsync(server, token, "q=victim_g")).ShouldBeEmpty("nor is this");
        (await NamesAsync(server, token, "role=Auditor")).ShouldBe(["vera"]);
        (await NamesAsync(server, token, "role=nothing")).ShouldBeEmpty();
        (await NamesAsync(server, token, "state=disabled&q=linus")).ShouldBe(["linus"]);
        (await NamesAsync(server, token, "state=locked")).ShouldBe(["victim-guessed"]);
        (await NamesAsync(server, token, "state=open&q=victim-gu")).ShouldBeEmpty();
        var account = (await server.Http.GetAsync($"/api/v1/admin/users/{await server.SubjectAsync(guessed)}", token)).ShouldSucceed().Json;
        account.GetProperty("account").GetProperty("state").GetString().ShouldBe("locked");
        account.GetProperty("failures").GetInt32().ShouldBe(5);
        account.GetProperty("password").GetString().ShouldBe("set");
        account.GetRawText().ShouldNotContain("argon2", Case.Insensitive, "no hash leaves the server");
    }

    [Theory]
    [InlineData("state=grave")]
    [InlineData("q=a%00b")]
    [InlineData("limit=0")]
    [InlineData("limit=51")]
    public async Task What_means_nothing_is_refused_by_the_api_and_said_on_the_page(string query)
    {
        var server = await servers.OnAsync(Database.Sqlite);
        using var browser = await server.EnterAsync(Administrators.Root);

        var answer = await server.Http.GetAsync("/api/v1/admin/users?" + query, await server.AdminTokenAsync(Administrators.Root));

        answer.Status.ShouldBe(400, answer.ToString());
        answer.MediaType.ShouldBe("application/problem+json");
        (await browser.OpenAsync("/admin/users?" + query)).Answer.ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task Pages_follow_each_other_by_name_and_strangers_words_stay_words(Database database)
    {
        var server = await servers.OnAsync(database);
        var token = await server.AdminTokenAsync(Administrators.Root);
        using var browser = await server.EnterAsync(Administrators.Root);
        var profile = JsonSerializer.Serialize(new { name = Hostile }).Replace("'", "''", StringComparison.Ordinal);
        var rows = Enumerable.Range(0, 60).Select(i =>
            $"('{Guid.CreateVersion7().ToString().ToUpperInvariant()}', 'paged-{i:d3}', 'PAGED-{i:d3}', '{profile}', '2026-01-01 00:00:00', '2026-01-01 00:00:00', false, false, false, false, 0)");
        await server.Database.ExecuteAsync(
            "INSERT INTO users (id, user_name, normalized_user_name, profile, created_at, updated_at, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count) VALUES "
            + string.Join(", ", rows));


        List<string> paged = [];
        for (string? after = ""; after is not null;)
        {
            var page = (await server.Http.GetAsync($"/api/v1/admin/users?q=paged-&limit=25&after={after}", token)).ShouldSucceed().Json;
            paged.AddRange(page.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("userName").GetString()!));
            after = page.GetProperty("next").GetString();
        }

        var first = (await browser.OpenAsync("/admin/users?q=paged-")).At("/admin/users");
        var second = (await browser.OpenAsync(first.Document.QuerySelector(".pager a")!.GetAttribute("href")!)).At("/admin/users");
        var one = await browser.OpenAsync(first.Document.QuerySelector("tbody a")!.GetAttribute("href")!);


        paged.ShouldBe(Enumerable.Range(0, 60).Select(i => $"paged-{i:d3}"));
        first.Document.QuerySelectorAll("tbody tr").Length.ShouldBe(50);
        second.Document.QuerySelectorAll("tbody tr").Length.ShouldBe(10);
        foreach (var page in (Page[])[first, second, one])
        {
            page.Answer.ShouldSucceed();
            page.Document.QuerySelector("img[src=x]").ShouldBeNull("what strangers call themselves is never markup");
            page.Document.Body!.TextContent.ShouldContain(Hostile);
        }
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.UserDisabled, SecurityEventType.UserEnabled, SecurityEventType.AllTokensRevoked)]
    public async Task A_locked_account_is_out_everywhere_and_in_again_when_it_is_opened(Database database)
    {
        var server = await servers.OnAsync(database);
        var victim = PeopleServers.Victim("lock");
        var path = $"/admin/users/{await server.SubjectAsync(victim)}";
        using var theirs = await server.EnterAsync(victim);
        using var browser = await server.EnterAsync(Administrators.Root);
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(victim)).ShouldSucceed();
        var trail = await AuditTrail.FromNowAsync(server);


        var asked = (await browser.OpenAsync(path + "/lock")).At(path + "/lock");
        var mute = await browser.SubmitAsync(asked, "Reason", ("Reason", "  "));
        await theirs.ShouldBeInAsync(victim);
        var locked = await browser.ConfirmAsync(path + "/lock", ("Reason", Why));


        asked.Document.QuerySelector("main strong")!.TextContent.ShouldBe(victim.UserName);
        mute.Document.QuerySelector("[role=alert]")!.TextContent.ShouldContain("Say why");
        locked.At(path).Answer.Url.Query.ShouldBe("?done=lock");
        locked.Document.QuerySelector("[role=status]")!.TextContent.ShouldBe("The account is locked.");
        await theirs.ShouldBeOutAsync();
        (await server.As(Registrations.Mobile).UserInfoAsync(tokens.AccessToken)).ShouldRefuseBearer();
        (await server.As(Registrations.Mobile).RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await server.As(Registrations.Mobile).PasswordAsync(victim)).ShouldFail(400, "invalid_grant");
        var facts = (await trail.NewAsync()).Where(fact => fact.Type is SecurityEventType.UserDisabled or SecurityEventType.AllTokensRevoked).ToList();
        facts.Select(fact => fact.Type).ShouldBe([SecurityEventType.UserDisabled, SecurityEventType.AllTokensRevoked]);
        facts[0].Field("disabled_at").After.ShouldNotBeNull();
        await ShouldBeByRootAsync(server, victim, facts);


        var opened = await browser.ConfirmAsync(path + "/unlock");
        opened.At(path).Answer.Url.Query.ShouldBe("?done=unlock");
        (await server.As(Registrations.Mobile).PasswordAsync(victim)).ShouldSucceed();
        (await trail.NewAsync()).Single(fact => fact.Type == SecurityEventType.UserEnabled).Actor.ShouldBe((await server.SubjectAsync(Administrators.Root)).ToString());
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.PasswordResetRequired)]
    public async Task A_new_password_is_required_and_only_its_owner_chooses_it(Database database)
    {
        var server = await servers.OnAsync(database);
        var victim = PeopleServers.Victim("reset");
        var token = await server.AdminTokenAsync(Administrators.Root);
        var box = new Postbox(server);
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(victim)).ShouldSucceed();
        var trail = await AuditTrail.FromNowAsync(server);


        var answer = (await server.OrderAsync(token, HttpMethod.Post, $"users/{await server.SubjectAsync(victim)}/require-reset", new { reason = Why })).ShouldSucceed();
        var withoutAddress = (await server.OrderAsync(token, HttpMethod.Post, $"users/{await server.SubjectAsync(People.Grace)}/require-reset", new { reason = Why })).ShouldSucceed();


        answer.Json.GetProperty("mailed").GetBoolean().ShouldBeTrue();
        answer.Json.GetProperty("sessionsEnded").GetInt32().ShouldBe(1);
        withoutAddress.Json.GetProperty("mailed").GetBoolean().ShouldBeFalse("an address that nobody has confirmed may be anybody's");
        (await server.As(Registrations.Mobile).UserInfoAsync(tokens.AccessToken)).ShouldRefuseBearer();
        (await server.As(Registrations.Mobile).PasswordAsync(victim)).ShouldFail(400, "invalid_grant");
        (await server.As(Registrations.Mobile).PasswordAsync(People.Grace)).ShouldFail(400, "invalid_grant");
        var facts = (await trail.NewAsync()).Where(fact => fact.Subject is not null && fact.Type is SecurityEventType.PasswordResetRequired or SecurityEventType.AllTokensRevoked).ToList();
        facts.Select(fact => fact.Type).ShouldBe([SecurityEventType.PasswordResetRequired, SecurityEventType.AllTokensRevoked, SecurityEventType.PasswordResetRequired]);
        await ShouldBeByRootAsync(server, victim, facts[..2]);
        facts[0].Detail("mailed").ShouldBe("True");
        facts[1].Detail("cause").ShouldBe("reset_required");

        var mail = await box.NextAsync(victim, "Choose a new password");
        mail.TextBody!.ShouldNotContain("4711", Case.Insensitive, "what administrators note is for the audit trail");
        using var reader = server.NewBrowser();
        (await reader.ChooseAsync(await reader.OpenLinkAsync(Postbox.LinkIn(mail)), "chosen-by-nobody-else-1889")).ShouldBeDone();
        (await server.As(Registrations.Mobile).PasswordAsync(victim with { Password = "chosen-by-nobody-else-1889" })).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task A_lockdown_closes_the_account_and_its_password_with_one_order(Database database)
    {
        var server = await servers.OnAsync(database);
        var victim = PeopleServers.Victim("down");
        var subject = await server.SubjectAsync(victim);
        var token = await server.AdminTokenAsync(Administrators.Root);
        using var theirs = await server.EnterAsync(victim);
        var trail = await AuditTrail.FromNowAsync(server);


        (await server.OrderAsync(token, HttpMethod.Post, $"users/{subject}/lockdown", new { reason = Why })).ShouldSucceed().Json.GetProperty("sessionsEnded").GetInt32().ShouldBe(1);


        await theirs.ShouldBeOutAsync();
        await ShouldBeByRootAsync(server, victim, [.. await trail.ShouldBeAsync(SecurityEventType.UserDisabled, SecurityEventType.PasswordResetRequired, SecurityEventType.AllTokensRevoked)]);
        (await server.OrderAsync(token, HttpMethod.Post, $"users/{subject}/unlock", new { })).ShouldSucceed();
        (await server.As(Registrations.Mobile).PasswordAsync(victim)).ShouldFail(400, "invalid_grant");
        var account = (await server.Http.GetAsync($"/api/v1/admin/users/{subject}", token)).Json;
        account.GetProperty("account").GetProperty("state").GetString().ShouldBe("open");
        account.GetProperty("password").GetString().ShouldBe("withdrawn");
        using var reader = server.NewBrowser();
        (await reader.ChooseAsync(await reader.OpenLinkAsync(await reader.GetLinkAsync(new Postbox(server), victim)), "back-after-the-lockdown-1890")).ShouldBeDone();
    }

    [Theory]
    [BothDatabases]
    public async Task Sessions_of_a_person_end_and_their_password_stays(Database database)
    {
        var server = await servers.OnAsync(database);
        var victim = PeopleServers.Victim("out");
        var token = await server.AdminTokenAsync(Administrators.Root);
        using var theirs = await server.EnterAsync(victim);
        var trail = await AuditTrail.FromNowAsync(server);


        var answer = await server.OrderAsync(token, HttpMethod.Post, $"users/{await server.SubjectAsync(victim)}/end-sessions", new { reason = Why });
        var again = await server.OrderAsync(token, HttpMethod.Post, $"users/{await server.SubjectAsync(victim)}/end-sessions", new { reason = Why });


        answer.ShouldSucceed().Json.GetProperty("sessionsEnded").GetInt32().ShouldBe(1);
        again.ShouldSucceed().Json.GetProperty("sessionsEnded").GetInt32().ShouldBe(0);
        await theirs.ShouldBeOutAsync();
        await ShouldBeByRootAsync(server, victim, [await trail.ShouldBeAsync(SecurityEventType.AllTokensRevoked)]);
        (await server.As(Registrations.Mobile).PasswordAsync(victim)).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task Roles_are_given_and_taken_and_the_event_says_which(Database database)
    {
        var server = await servers.OnAsync(database);
        var victim = PeopleServers.Victim("roles");
        var path = $"users/{await server.SubjectAsync(victim)}/roles";
        var token = await server.AdminTokenAsync(Administrators.Root);
        using var browser = await server.EnterAsync(Administrators.Root);
        var trail = await AuditTrail.FromNowAsync(server);


        (await server.OrderAsync(token, HttpMethod.Put, path, new { roles = (string[])["auditor", "night-watch"], reason = Why })).ShouldSucceed();
        var same = (await server.OrderAsync(token, HttpMethod.Put, path, new { roles = (string[])["NIGHT-WATCH", "auditor", "auditor"], reason = Why })).ShouldSucceed();
        var looks = (await server.Http.GetAsync("/api/v1/admin/users", await server.AdminTokenAsync(victim))).Status;
        var page = await browser.ConfirmAsync("/admin/" + path, ("role", "night-watch"), ("another", "sous-chef"), ("Reason", Why));
        var looksNoMore = (await server.Http.GetAsync("/api/v1/admin/users", await server.AdminTokenAsync(victim))).Status;


        same.Json.GetProperty("changed").GetBoolean().ShouldBeFalse();
        (looks, looksNoMore).ShouldBe((200, 403));
        page.Answer.Url.Query.ShouldBe("?done=roles");
        var facts = (await trail.NewAsync()).Where(fact => fact.Type == SecurityEventType.UserChanged).ToList();
        await ShouldBeByRootAsync(server, victim, facts);
        facts.Select(fact => fact.Field("roles")).ShouldBe([("[]", "[\"auditor\",\"night-watch\"]"), ("[\"auditor\",\"night-watch\"]", "[\"night-watch\",\"sous-chef\"]")]);
        foreach (var body in (object[])[new { roles = (string[])["a b"], reason = Why }, new { roles = (string?[])[null], reason = Why }, new { roles = (string[])["chef"] }, new { reason = Why }])
        {
            (await server.OrderAsync(token, HttpMethod.Put, path, body)).Status.ShouldBe(400, JsonSerializer.Serialize(body));
        }
    }

    [Theory]
    [BothDatabases]
    public async Task The_last_administrator_is_kept(Database database)
    {
        var server = await servers.OnAsync(database);
        var token = await server.AdminTokenAsync(Administrators.Root);
        var root = await server.SubjectAsync(Administrators.Root);
        var nora = await server.SubjectAsync(PeopleServers.Nora);
        (await server.OrderAsync(token, HttpMethod.Post, $"users/{nora}/lock", new { reason = Why })).ShouldSucceed();
        using var browser = await server.EnterAsync(Administrators.Root);
        var trail = await AuditTrail.FromNowAsync(server);


        foreach (var act in (string[])["lock", "lockdown", "require-reset"])
        {
            var refused = await server.OrderAsync(token, HttpMethod.Post, $"users/{root}/{act}", new { reason = Why });
            refused.Status.ShouldBe(409, act);
            refused.MediaType.ShouldBe("application/problem+json");
        }

        (await server.OrderAsync(token, HttpMethod.Put, $"users/{root}/roles", new { roles = (string[])["auditor"], reason = Why })).Status.ShouldBe(409);
        var page = await browser.ConfirmAsync($"/admin/users/{root}/lockdown", ("Reason", Why));


        page.Document.QuerySelector("[role=alert]")!.TextContent.ShouldContain("nobody would be left");
        // What others were refused at the door, in a flood that was counted before, may be told now.
        (await trail.NewAsync()).Where(fact => fact.Type != SecurityEventType.AdminAccessRefused).ShouldBeEmpty("what was refused changed nothing");
        (await server.Http.GetAsync("/api/v1/admin/users", token)).ShouldSucceed();
        (await server.OrderAsync(token, HttpMethod.Post, $"users/{nora}/unlock", new { })).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task Two_administrators_who_take_each_others_role_at_once_leave_one(Database database)
    {
        const int Rounds = 20;
        var server = await servers.OnAsync(database);
        (Person Who, Guid Id, (string, string) Token)[] both = [await AdministratorAsync(server, Administrators.Root), await AdministratorAsync(server, PeopleServers.Nora)];


        for (var round = 0; round < Rounds; round++)
        {
            var answers = await Task.WhenAll(
                server.OrderAsync(both[0].Token, HttpMethod.Put, $"users/{both[1].Id}/roles", new { roles = (string[])[], reason = Why }),
                server.OrderAsync(both[1].Token, HttpMethod.Put, $"users/{both[0].Id}/roles", new { roles = (string[])[], reason = Why }));


            string.Join(' ', answers.Select(answer => answer.Status).Order()).ShouldBeOneOf("200 403", "200 409");
            (await server.Database.CountAsync("SELECT count(*) FROM user_roles m JOIN roles r ON r.id = m.role_id WHERE r.name = 'admin'")).ShouldBe(1);
            await server.Database.ExecuteAsync(
                "INSERT INTO user_roles (user_id, role_id) SELECT u.id, r.id FROM users u, roles r WHERE r.name = 'admin' AND u.user_name IN ('root', 'nora') ON CONFLICT DO NOTHING");
        }
    }

    [Theory]
    [BothDatabases]
    public async Task A_lost_factor_is_removed_once(Database database)
    {
        var server = await servers.OnAsync(database);
        var victim = PeopleServers.Victim("factor");
        var subject = await server.SubjectAsync(victim);
        var token = await server.AdminTokenAsync(Administrators.Root);
        await server.Database.ExecuteAsync(
            $"INSERT INTO totp_factors (id, user_id, secret, created_at, last_step, last_used_at) SELECT '{Guid.CreateVersion7().ToString().ToUpperInvariant()}', id, 'sealed', '2026-01-01 00:00:00', 0, '2026-01-01 00:00:00' FROM users WHERE user_name = '{victim.UserName}'");
        var trail = await AuditTrail.FromNowAsync(server);


        var shown = (await server.Http.GetAsync($"/api/v1/admin/users/{subject}", token)).ShouldSucceed().Json;
        var removed = await server.OrderAsync(token, HttpMethod.Post, $"users/{subject}/remove-factor", new { reason = Why });
        var again = await server.OrderAsync(token, HttpMethod.Post, $"users/{subject}/remove-factor", new { reason = Why });


        shown.GetProperty("appSince").ValueKind.ShouldBe(JsonValueKind.String);
        shown.GetRawText().ShouldNotContain("sealed");
        removed.ShouldSucceed().Json.GetProperty("changed").GetBoolean().ShouldBeTrue();
        again.ShouldSucceed().Json.GetProperty("changed").GetBoolean().ShouldBeFalse();
        await ShouldBeByRootAsync(server, victim, [await trail.ShouldBeAsync(SecurityEventType.FactorRemoved)]);
    }

    [Theory]
    [BothDatabases]
    public async Task Who_may_not_act_sees_no_button_and_is_refused(Database database)
    {
        var server = await servers.OnAsync(database);
        var subject = await server.SubjectAsync(PeopleServers.Victim("other"));
        using var auditor = await server.EnterAsync(Administrators.Vera);
        using var stranger = await server.EnterAsync(PeopleServers.Victim("other"));
        var token = await server.AdminTokenAsync(Administrators.Vera);


        var page = (await auditor.OpenAsync($"/admin/users/{subject}")).At($"/admin/users/{subject}");


        page.Document.QuerySelectorAll("main a.button, main form").ShouldBeEmpty();
        foreach (var act in Acts)
        {
            (await auditor.OpenAsync($"/admin/users/{subject}/{act}")).Answer.Status.ShouldBe(403, act);
            (await auditor.PostFormAsync($"/admin/users/{subject}/{act}", ("Reason", Why))).Answer.Status.ShouldBe(403, act);
            (await stranger.OpenAsync($"/admin/users/{subject}/{act}")).Answer.Status.ShouldBe(403, act);
            (await server.OrderAsync(token, act == "roles" ? HttpMethod.Put : HttpMethod.Post, $"users/{subject}/{act}", new { reason = Why, roles = (string[])["admin"] })).Status.ShouldBe(403, act);
        }

        (await stranger.OpenAsync("/admin/users")).Answer.Status.ShouldBe(403);
        (await server.Http.GetAsync("/api/v1/admin/users", await server.AdminTokenAsync(PeopleServers.Victim("other")))).Status.ShouldBe(403);
    }

    [Fact]
    public async Task Whoever_is_not_there_is_not_found()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        using var browser = await server.EnterAsync(Administrators.Root);
        var token = await server.AdminTokenAsync(Administrators.Root);
        var nobody = Guid.CreateVersion7();

        foreach (var path in (string[])[$"{nobody}", .. Acts.Select(act => $"{nobody}/{act}"), $"{await server.SubjectAsync(Administrators.Root)}/blow-up", "1"])
        {
            (await browser.OpenAsync("/admin/users/" + path)).Answer.Status.ShouldBe(404, path);
            (await server.OrderAsync(token, path.EndsWith("roles", StringComparison.Ordinal) ? HttpMethod.Put : HttpMethod.Post, "users/" + path, new { reason = Why, roles = (string[])[] }))
                .Status.ShouldBeOneOf(404, 405);
        }

        (await server.Http.GetAsync($"/api/v1/admin/users/{nobody}", token)).Status.ShouldBe(404);
        (await server.OrderAsync(token, HttpMethod.Post, $"users/{await server.SubjectAsync(Administrators.Root)}/lock", "no object")).Status.ShouldBe(400);
        (await server.OrderAsync(token, HttpMethod.Post, $"users/{await server.SubjectAsync(Administrators.Root)}/lock", new { reason = new string('x', 301) })).Status.ShouldBe(400);
    }

    private static readonly string[] Acts = ["lock", "unlock", "require-reset", "end-sessions", "lockdown", "remove-factor", "roles"];

    private static async Task<IReadOnlyList<string>> NamesAsync(RunningServer server, (string, string) token, string query) =>
        [.. (await server.Http.GetAsync("/api/v1/admin/users?" + query, token)).ShouldSucceed().Json.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("userName").GetString()!)];

    private static async Task<(Person, Guid, (string, string))> AdministratorAsync(RunningServer server, Person person) =>
        (person, await server.SubjectAsync(person), await server.AdminTokenAsync(person));

    private static async Task ShouldBeByRootAsync(RunningServer server, Person victim, IReadOnlyList<EventRow> facts)
    {
        facts.ShouldNotBeEmpty();
        var (root, subject) = ((await server.SubjectAsync(Administrators.Root)).ToString(), await server.SubjectAsync(victim));
        foreach (var fact in facts)
        {
            fact.ShouldBeComplete();
            fact.Actor.ShouldBe(root, fact.ToString());
            fact.Subject.ShouldBe(subject, fact.ToString());
            fact.Address.ShouldBe("127.0.0.1", fact.ToString());
            fact.Detail("reason").ShouldBe(Why, fact.ToString());
        }
    }
}
