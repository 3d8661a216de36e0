using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>What is handed out, traded, stolen and revoked is recorded once, with who, where and which (LOG-08, D5).</summary>
public sealed class TokenEventTests(AuditedServers servers, Servers all) : IClassFixture<AuditedServers>
{
    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.TokensIssued)]
    public async Task A_program_that_gets_a_token_for_itself_is_one_event(Database database)
    {
        var server = await servers.OnAsync(database);
        var trail = await AuditTrail.FromNowAsync(server);


        var tokens = (await server.As(Registrations.Worker).ClientCredentialsAsync("orders.read")).ShouldSucceed();


        var row = (await trail.ShouldBeAsync(SecurityEventType.TokensIssued)).ShouldBeOfARequest(null, "worker", null);
        row.Detail("grant").ShouldBe("client_credentials");
        row.Detail("access_token").ShouldBe(Jwt.Parse(tokens.AccessToken).Claim("jti"));
        row.Details.ShouldNotBeNull().ShouldNotContain(tokens.AccessToken);
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.TokensIssued, SecurityEventType.SessionStarted)]
    public async Task A_password_that_is_traded_for_tokens_starts_a_session(Database database)
    {
        var server = await servers.OnAsync(database);
        var trail = await AuditTrail.FromNowAsync(server);


        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();


        var (subject, session) = Of(tokens);
        var rows = await trail.ShouldBeAsync(SecurityEventType.TokensIssued, SecurityEventType.SessionStarted);
        rows[0].ShouldBeOfARequest(subject, "mobile", session).Detail("grant").ShouldBe("password");
        rows[0].Detail("family").ShouldNotBeNull();
        rows[0].Details.ShouldNotBeNull().ShouldNotContain(tokens.RefreshToken);
        rows[1].ShouldBeOfARequest(subject, "mobile", session).Detail("amr").ShouldBe("pwd");
        rows[0].CorrelationId.ShouldBe(rows[1].CorrelationId);
        rows[0].OccurredAt.ShouldBe(rows[1].OccurredAt, TimeSpan.FromSeconds(1));
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.AuthorizationGranted, SecurityEventType.SessionStarted, SecurityEventType.TokensIssued)]
    public async Task A_browser_that_signs_in_leaves_session_code_and_tokens(Database database)
    {
        var server = await servers.OnAsync(database);
        var trail = await AuditTrail.FromNowAsync(server);


        var tokens = await server.As(Registrations.Web).SignInAsync(People.Ada);


        var (subject, session) = Of(tokens);
        var rows = await trail.ShouldBeAsync(SecurityEventType.SessionStarted, SecurityEventType.AuthorizationGranted, SecurityEventType.TokensIssued);
        rows[0].ShouldBeOfARequest(subject, null, session).Device.ShouldBe("Firefox on Linux (desktop)");
        rows[1].ShouldBeOfARequest(subject, "web", session);
        rows[2].ShouldBeOfARequest(subject, "web", session).Detail("grant").ShouldBe("authorization_code");
        rows[2].Detail("from").ShouldBe(rows[1].Detail("code"));
        rows[2].Detail("family").ShouldBe(rows[1].Detail("family"));
        rows.Select(row => row.CorrelationId).Distinct().Count().ShouldBe(3);
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.TokensRefreshed, SecurityEventType.RefreshTokenRetried)]
    public async Task A_refresh_is_one_event_and_its_retry_another(Database database)
    {
        var server = await servers.OnAsync(database, ("Tokens:RefreshTokenReuseLeeway", "00:01:00"));
        var client = server.As(Registrations.Mobile);
        var first = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        var (subject, session) = Of(first);
        var trail = await AuditTrail.FromNowAsync(server);


        var second = (await client.RefreshAsync(first.RefreshToken)).ShouldSucceed();
        var retry = (await client.RefreshAsync(first.RefreshToken)).ShouldSucceed();


        var rows = await trail.ShouldBeAsync(SecurityEventType.TokensRefreshed, SecurityEventType.RefreshTokenRetried);
        rows[0].ShouldBeOfARequest(subject, "mobile", session).Detail("access_token").ShouldBe(Jwt.Parse(second.AccessToken).Claim("jti"));
        rows[0].Detail("refresh_token").ShouldNotBeNull();
        rows[1].ShouldBeOfARequest(subject, "mobile", session).Detail("access_token").ShouldBe(Jwt.Parse(retry.AccessToken).Claim("jti"));
        rows[1].Detail("from").ShouldBe(rows[0].Detail("from"));
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.RefreshTokenReused)]
    public async Task A_refresh_token_used_twice_tells_both_devices_once(Database database)
    {
        // Where the many of other tests were counted, their count follows later.
        await using var server = await all.StartAsync(database, ("Tokens:RefreshTokenReuseLeeway", "00:00:00"));
        var client = server.As(Registrations.Mobile);
        var first = await PasswordFromPhoneAsync(server);
        var (subject, session) = Of(first);
        var second = (await client.RefreshAsync(first.RefreshToken)).ShouldSucceed();
        var trail = await AuditTrail.FromNowAsync(server);


        (await client.RefreshAsync(first.RefreshToken)).ShouldFail(400, "invalid_grant");


        var row = (await trail.ShouldBeAsync(SecurityEventType.RefreshTokenReused)).ShouldBeOfARequest(subject, "mobile", session);
        Guid.Parse(row.Detail("family")!).ShouldNotBe(Guid.Empty);
        Guid.Parse(row.Detail("token")!).ShouldNotBe(Guid.Empty);
        row.Detail("session_address").ShouldBe("127.0.0.1");
        row.Detail("session_device").ShouldBe("Safari on iOS (mobile)");
        row.Device.ShouldNotBe("Safari on iOS (mobile)");
        (await client.RefreshAsync(second.RefreshToken)).ShouldFail(400, "invalid_grant");
    }

    [Theory]
    [BothDatabases]
    public async Task Many_thieves_at_once_end_a_family_once(Database database)
    {
        var server = await servers.WithoutLeewayAsync(database);
        var client = server.As(Registrations.Mobile);
        var first = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        (await client.RefreshAsync(first.RefreshToken)).ShouldSucceed();
        var refusedBefore = await server.Database.RecordedAsync(SecurityEventType.GrantRefused);
        var trail = await AuditTrail.FromNowAsync(server);


        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.RefreshAsync(first.RefreshToken)));


        answers.ShouldAllBe(answer => answer.Status == 400);
        var rows = await trail.NewAsync();
        rows.Count(row => row.Type == SecurityEventType.RefreshTokenReused).ShouldBe(1);
        (await server.Database.RecordedAsync(SecurityEventType.GrantRefused) - refusedBefore).ShouldBe(19);
    }

    [Theory]
    [BothDatabases]
    public async Task Of_many_redemptions_at_once_one_hands_tokens_out(Database database)
    {
        var server = await servers.WithoutLeewayAsync(database);
        var client = server.As(Registrations.Mobile);
        var first = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        var refusedBefore = await server.Database.RecordedAsync(SecurityEventType.GrantRefused);
        var trail = await AuditTrail.FromNowAsync(server);


        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.RefreshAsync(first.RefreshToken)));


        var rows = await trail.NewAsync();
        rows.Count(row => row.Type == SecurityEventType.TokensRefreshed).ShouldBe(answers.Count(answer => answer.Status == 200));
        rows.Count(row => row.Type == SecurityEventType.RefreshTokenReused).ShouldBe(1);
        (await server.Database.RecordedAsync(SecurityEventType.GrantRefused) - refusedBefore).ShouldBe(
            answers.Count(answer => answer.Status != 200) - 1, string.Join('\n', rows));
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.AuthorizationCodeReused)]
    public async Task A_code_used_twice_is_one_event(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var request = client.Authorization("openid offline_access");
        var code = (await browser.AuthorizeAsync(request, People.Ada)).AtClient().Code;
        var (subject, session) = Of((await client.RedeemAsync(request, code)).ShouldSucceed());
        var trail = await AuditTrail.FromNowAsync(server);


        (await client.RedeemAsync(request, code)).ShouldFail(400, "invalid_grant");


        var row = (await trail.ShouldBeAsync(SecurityEventType.AuthorizationCodeReused)).ShouldBeOfARequest(subject, "web", session);
        row.Detail("session_device").ShouldBe("Firefox on Linux (desktop)");
        row.Details.ShouldNotBeNull().ShouldNotContain(code);
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.TokenRevoked)]
    public async Task A_revocation_is_one_event_and_its_repetition_none(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Mobile);
        var tokens = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        var (subject, session) = Of(tokens);
        var trail = await AuditTrail.FromNowAsync(server);


        (await client.RevokeAsync(tokens.AccessToken)).ShouldSucceed();
        var access = await trail.ShouldBeAsync(SecurityEventType.TokenRevoked);
        (await client.RevokeAsync(tokens.AccessToken)).ShouldSucceed();
        (await client.RevokeAsync(tokens.RefreshToken)).ShouldSucceed();
        (await client.RevokeAsync(tokens.RefreshToken)).ShouldSucceed();


        access.ShouldBeOfARequest(subject, "mobile", session).Detail("token").ShouldBe(Jwt.Parse(tokens.AccessToken).Claim("jti"));
        access.Detail("family").ShouldBeNull();
        var rows = await trail.ShouldBeAsync(SecurityEventType.TokenRevoked, SecurityEventType.TokenRevoked);
        rows.Single(row => row.Id != access.Id).Detail("family").ShouldNotBeNull();
    }

    [Theory]
    [BothDatabases]
    public async Task A_pushed_request_is_no_event_until_it_is_granted(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Pushed);
        var trail = await AuditTrail.FromNowAsync(server);

        (await client.PushAsync(client.Authorization())).Status.ShouldBe(201);

        (await trail.NewAsync()).ShouldBeEmpty();
    }

    private static Task<Answer> PasswordFromPhoneAsync(RunningServer server) => server.Http.PostAsync(
        "/connect/token",
        [
            ("client_id", "mobile"), ("grant_type", "password"), ("username", People.Ada.UserName), ("password", People.Ada.Password),
            ("scope", "openid offline_access"),
        ],
        ("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"));

    private static (Guid Subject, Guid Session) Of(Answer tokens)
    {
        var token = Jwt.Parse(tokens.ShouldSucceed().AccessToken);
        return (Guid.Parse(token.Claim("sub")!), Guid.Parse(token.Claim("sid")!));
    }
}
