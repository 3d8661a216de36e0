using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>Each refusal of the protocol is one event of its own kind, which never repeats what was presented (LOG-01, LOG-05, LOG-08, ASVS 16.3.2).</summary>
public sealed class RefusalEventTests(AuditedServers servers) : IClassFixture<AuditedServers>
{
    private const string Nothing = "Yx81LrYpT5c0dQkq3mWbnE7uGhJ2sVfA9iKoB4tXe6M";

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.GrantRefused)]
    public async Task A_grant_that_is_not_taken_says_why(Database database)
    {
        var server = await servers.OnAsync(database);
        var mobile = server.As(Registrations.Mobile);
        var tokens = (await mobile.PasswordAsync(People.Ada)).ShouldSucceed();
        var subject = Guid.Parse(Jwt.Parse(tokens.AccessToken).Claim("sub")!);
        var session = Guid.Parse(Jwt.Parse(tokens.AccessToken).Claim("sid")!);


        var unknown = await RefusedAsync(server, () => mobile.RefreshAsync(Nothing));
        var foreign = await RefusedAsync(server, () => server.As(Registrations.Desk).RefreshAsync(tokens.RefreshToken));
        (await mobile.RevokeAsync(tokens.RefreshToken)).ShouldSucceed();
        var revoked = await RefusedAsync(server, () => mobile.RefreshAsync(tokens.RefreshToken));


        unknown.ShouldBeOfARequest(null, "mobile", null).Detail("reason").ShouldBe("unknown");
        unknown.Details.ShouldNotBeNull().ShouldNotContain(Nothing);
        foreign.ShouldBeOfARequest(subject, "desk", session).Detail("reason").ShouldBe("other_client");
        revoked.ShouldBeOfARequest(subject, "mobile", session).Detail("reason").ShouldBe("revoked");

        async Task<EventRow> RefusedAsync(RunningServer at, Func<Task<Answer>> act)
        {
            var trail = await AuditTrail.FromNowAsync(at);
            (await act()).ShouldFail(400, "invalid_grant");
            return await trail.ShouldBeAsync(SecurityEventType.GrantRefused);
        }
    }

    [Theory]
    [BothDatabases]
    public async Task A_wrong_verifier_burns_the_code_and_is_one_event(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var request = client.Authorization();
        var code = (await browser.AuthorizeAsync(request, People.Ada)).AtClient().Code;
        var trail = await AuditTrail.FromNowAsync(server);


        (await client.TokenAsync(
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", request["redirect_uri"]!), ("code_verifier", Pkce.Create().Verifier)))
            .ShouldFail(400, "invalid_grant");


        var row = await trail.ShouldBeAsync(SecurityEventType.GrantRefused);
        row.Client.ShouldBe("web");
        row.Subject.ShouldNotBeNull();
        row.Detail("reason").ShouldBe("mismatch");
        (await client.RedeemAsync(request, code)).ShouldFail(400, "invalid_grant");
        var rows = await trail.ShouldBeAsync(SecurityEventType.GrantRefused, SecurityEventType.GrantRefused);
        rows.Single(other => other.Id != row.Id).Detail("reason").ShouldBe("revoked");
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.ForeignTokenRefused)]
    public async Task Somebody_elses_token_is_told_wherever_it_is_presented(Database database)
    {
        var server = await servers.OnAsync(database);
        var adas = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();
        var graces = (await server.As(Registrations.Mobile).PasswordAsync(People.Grace)).ShouldSucceed();
        var subject = Guid.Parse(Jwt.Parse(adas.AccessToken).Claim("sub")!);
        var session = Guid.Parse(Jwt.Parse(adas.AccessToken).Claim("sid")!);
        var id = Jwt.Parse(adas.AccessToken).Claim("jti");


        var revocation = await ForeignAsync(() => server.As(Registrations.Desk).RevokeAsync(adas.AccessToken));
        var introspection = await ForeignAsync(() => server.As(Registrations.StockApi).IntrospectAsync(adas.AccessToken));
        var api = await ForeignAsync(() => server.Http.PostAsync(
            "/api/v1/account/tokens/revoke", [("token", adas.AccessToken)], ("Authorization", "Bearer " + graces.AccessToken)));


        revocation.ShouldBeOfARequest(subject, "desk", session).Detail("endpoint").ShouldBe("revocation");
        introspection.ShouldBeOfARequest(subject, "stock-api", session).Detail("endpoint").ShouldBe("introspection");
        api.ShouldBeOfARequest(subject, "mobile", session).Detail("presented_by").ShouldBe(Jwt.Parse(graces.AccessToken).Claim("sub"));
        new[] { revocation, introspection, api }.ShouldAllBe(row => row.Detail("token") == id);

        async Task<EventRow> ForeignAsync(Func<Task<Answer>> act)
        {
            var trail = await AuditTrail.FromNowAsync(server);
            await act();
            return await trail.ShouldBeAsync(SecurityEventType.ForeignTokenRefused);
        }
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.InvalidTokenPresented)]
    public async Task A_token_that_opens_nothing_is_told(Database database)
    {
        var server = await servers.OnAsync(database);
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();
        (await server.As(Registrations.Mobile).RevokeAsync(tokens.AccessToken)).ShouldSucceed();
        var subject = Guid.Parse(Jwt.Parse(tokens.AccessToken).Claim("sub")!);


        var revoked = await InvalidAsync(() => server.As(Registrations.Mobile).UserInfoAsync(tokens.AccessToken));
        var unknown = await InvalidAsync(() => server.As(Registrations.Mobile).UserInfoAsync(Nothing));
        var api = await InvalidAsync(() => server.Http.GetAsync("/api/v1/account/sessions", ("Authorization", "Bearer " + tokens.AccessToken)));
        var revocation = await InvalidAsync(() => server.As(Registrations.Mobile).RevokeAsync(Nothing));


        revoked.Subject.ShouldBe(subject);
        revoked.Detail("reason").ShouldBe("revoked");
        revoked.Detail("endpoint").ShouldBe("userinfo");
        unknown.ShouldBeOfARequest(null, null, null).Detail("reason").ShouldBe("unknown");
        api.Subject.ShouldBe(subject);
        api.Detail("endpoint").ShouldBe("account_api");
        revocation.ShouldBeOfARequest(null, "mobile", null).Detail("endpoint").ShouldBe("revocation");

        async Task<EventRow> InvalidAsync(Func<Task<Answer>> act)
        {
            var trail = await AuditTrail.FromNowAsync(server);
            await act();
            return await trail.ShouldBeAsync(SecurityEventType.InvalidTokenPresented);
        }
    }

    [Theory]
    [BothDatabases]
    public async Task Asking_without_a_token_is_no_event(Database database)
    {
        var server = await servers.OnAsync(database);
        var trail = await AuditTrail.FromNowAsync(server);

        (await server.Http.GetAsync("/connect/userinfo")).Status.ShouldBe(401);
        (await server.Http.GetAsync("/api/v1/account/sessions")).Status.ShouldBe(401);

        (await trail.NewAsync()).ShouldBeEmpty();
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.InactiveTokenIntrospected)]
    public async Task A_dead_or_unknown_token_that_is_introspected_is_told(Database database)
    {
        var server = await servers.OnAsync(database);
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();
        (await server.As(Registrations.Mobile).RevokeAsync(tokens.AccessToken)).ShouldSucceed();
        var trail = await AuditTrail.FromNowAsync(server);


        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeInactive();
        var revoked = await trail.ShouldBeAsync(SecurityEventType.InactiveTokenIntrospected);
        (await server.As(Registrations.OrdersApi).IntrospectAsync(Nothing)).ShouldBeInactive();


        revoked.Client.ShouldBe("orders-api");
        revoked.Detail("reason").ShouldBe("revoked");
        revoked.Detail("token").ShouldBe(Jwt.Parse(tokens.AccessToken).Claim("jti"));
        var rows = await trail.ShouldBeAsync(SecurityEventType.InactiveTokenIntrospected, SecurityEventType.InactiveTokenIntrospected);
        rows.Single(row => row.Id != revoked.Id).ShouldBeOfARequest(null, "orders-api", null).Detail("reason").ShouldBe("unknown");
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.AuthorizationRefused)]
    public async Task A_refused_authorization_request_is_told_with_its_error(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var request = client.Authorization().With("prompt", "none");
        var trail = await AuditTrail.FromNowAsync(server);


        (await browser.OpenAsync(request.Url)).AtClient().ShouldFail(request, server.Issuer, "login_required");


        (await trail.ShouldBeAsync(SecurityEventType.AuthorizationRefused)).ShouldBeOfARequest(null, "web", null).Detail("reason").ShouldBe("login_required");
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.ConsentDenied, SecurityEventType.ConsentGranted)]
    public async Task A_person_who_denies_and_then_allows_is_told_both_times(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Partner);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Grace);
        var request = client.Authorization("openid profile");
        var page = (await browser.OpenAsync(request.Url)).At("/consent");
        var trail = await AuditTrail.FromNowAsync(server);


        (await browser.DecideAsync(page, "deny")).AtClient().ShouldFail(request, server.Issuer, "access_denied");
        var denied = await trail.ShouldBeAsync(SecurityEventType.ConsentDenied);
        var again = client.Authorization("openid profile");
        (await browser.DecideAsync(await browser.OpenAsync(again.Url), "allow")).AtClient().ShouldCarryCode(again, server.Issuer);


        var rows = await trail.ShouldBeAsync(SecurityEventType.ConsentDenied, SecurityEventType.ConsentGranted, SecurityEventType.AuthorizationGranted);
        rows[1].ShouldBeOfARequest(rows[2].Subject, "partner", rows[2].Session).Detail("scope").ShouldBe("openid profile");
        denied.ShouldBeOfARequest(rows[2].Subject, "partner", rows[2].Session);
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.ScopeRefused)]
    public async Task A_scope_that_is_not_the_clients_is_told_without_its_name(Database database)
    {
        var server = await servers.OnAsync(database);
        var trail = await AuditTrail.FromNowAsync(server);


        (await server.As(Registrations.Worker).ClientCredentialsAsync("orders.write")).ShouldFail(400, "invalid_scope");
        var token = await trail.ShouldBeAsync(SecurityEventType.ScopeRefused);
        var request = server.As(Registrations.Web).Authorization("openid password-typed-as-scope");
        using var browser = server.NewBrowser();
        (await browser.OpenAsync(request.Url)).AtClient().ShouldFail(request, server.Issuer, "invalid_scope");


        token.ShouldBeOfARequest(null, "worker", null).Detail("endpoint").ShouldBe("token");
        var rows = await trail.ShouldBeAsync(SecurityEventType.ScopeRefused, SecurityEventType.ScopeRefused);
        rows.Single(row => row.Id != token.Id).ShouldBeOfARequest(null, "web", null).Details.ShouldNotBeNull().ShouldNotContain("password-typed-as-scope");
    }

    [Theory]
    [BothDatabases("/connect/token")]
    [BothDatabases("/connect/introspect")]
    [BothDatabases("/connect/revoke")]
    [BothDatabases("/connect/par")]
    [Triggers(SecurityEventType.ClientAuthenticationFailed, SecurityEventType.UnknownClientPresented)]
    public async Task A_client_that_is_not_who_it_says_is_told(Database database, string path)
    {
        var server = await servers.OnAsync(database);
        var trail = await AuditTrail.FromNowAsync(server);
        (string, string)[] fields = [("grant_type", "refresh_token"), ("refresh_token", Nothing), ("token", Nothing), ("response_type", "code")];


        (await server.As(Registrations.Web with { Secret = "secret-that-was-guessed" }).PostAsync(path, fields)).Status.ShouldBe(401);
        var failed = await trail.ShouldBeAsync(SecurityEventType.ClientAuthenticationFailed);
        (await server.As(new Registration("password-typed-as-client", "x")).PostAsync(path, fields)).Status.ShouldBe(401);


        failed.ShouldBeOfARequest(null, "web", null).Details.ShouldNotBeNull().ShouldNotContain("guessed");
        var rows = await trail.ShouldBeAsync(SecurityEventType.ClientAuthenticationFailed, SecurityEventType.UnknownClientPresented);
        rows[1].ShouldBeOfARequest(null, null, null).ToString().ShouldNotContain("password-typed-as-client");
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.ClientAssertionReplayed)]
    public async Task An_assertion_presented_twice_is_told(Database database)
    {
        var server = await servers.OnAsync(database);
        var assertion = Registrations.SigningKey.Assertion("asserting", server.Issuer);
        (string, string)[] fields =
        [
            ("client_id", "asserting"), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion),
            ("token", Nothing),
        ];
        (await server.Http.PostAsync("/connect/introspect", fields)).ShouldBeInactive();
        var trail = await AuditTrail.FromNowAsync(server);


        (await server.Http.PostAsync("/connect/introspect", fields)).ShouldFail(401, "invalid_client");


        (await trail.ShouldBeAsync(SecurityEventType.ClientAssertionReplayed)).ShouldBeOfARequest(null, "asserting", null);
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.RedirectUriRefused)]
    public async Task An_address_that_is_not_the_clients_is_told(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Web);
        var request = client.Authorization().With("redirect_uri", "https://thief.example.test/callback");
        using var browser = server.NewBrowser();
        var trail = await AuditTrail.FromNowAsync(server);


        (await browser.OpenAsync(request.Url)).ShouldBeErrorPage();
        var authorization = await trail.ShouldBeAsync(SecurityEventType.RedirectUriRefused);
        (await client.PushAsync(request)).Status.ShouldBe(400);
        await browser.OpenAsync("/connect/logout" + Wire.Query([("client_id", "web"), ("post_logout_redirect_uri", "https://thief.example.test/")]));


        authorization.ShouldBeOfARequest(null, "web", null).Detail("endpoint").ShouldBe("authorization");
        var rows = await trail.ShouldBeAsync(
            SecurityEventType.RedirectUriRefused, SecurityEventType.RedirectUriRefused, SecurityEventType.RedirectUriRefused);
        rows.Select(row => row.Detail("endpoint")).Order().ShouldBe(["authorization", "end_session", "pushed_authorization"]);
        rows.ShouldAllBe(row => !row.Details!.Contains("thief"));
    }

    [Theory]
    [BothDatabases]
    public async Task An_authorization_request_of_nobody_is_an_unknown_client(Database database)
    {
        var server = await servers.OnAsync(database);
        using var browser = server.NewBrowser();
        var trail = await AuditTrail.FromNowAsync(server);

        (await browser.OpenAsync(server.As(Registrations.Web).Authorization().With("client_id", "nobody\r\nat-all").Url)).ShouldBeErrorPage();

        (await trail.ShouldBeAsync(SecurityEventType.UnknownClientPresented)).ShouldBeOfARequest(null, null, null);
    }
}
