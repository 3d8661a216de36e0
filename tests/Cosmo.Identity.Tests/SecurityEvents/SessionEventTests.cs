using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>Each end of a session is one event that says how it ended (LOG-08).</summary>
public sealed class SessionEventTests(AuditedServers servers) : IClassFixture<AuditedServers>
{
    private const string Api = "/api/v1/account/";

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.SessionEnded)]
    public async Task Signing_out_is_one_event_and_doing_it_again_none(Database database)
    {
        var server = await servers.OnAsync(database);
        using var browser = server.NewBrowser();
        var tokens = await server.As(Registrations.Web).SignInAsync(People.Ada, "openid", browser);
        var trail = await AuditTrail.FromNowAsync(server);


        await browser.OpenAsync("/connect/logout" + Wire.Query([("id_token_hint", tokens.IdToken)]));
        await browser.OpenAsync("/connect/logout" + Wire.Query([("id_token_hint", tokens.IdToken)]));


        (await trail.ShouldBeAsync(SecurityEventType.SessionEnded)).ShouldBeOfARequest(Subject(tokens), null, Session(tokens));
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.SessionRevoked)]
    public async Task Ending_a_session_from_elsewhere_is_one_event(Database database)
    {
        var server = await servers.OnAsync(database);
        var here = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();
        var there = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();
        var trail = await AuditTrail.FromNowAsync(server);


        var first = await server.Http.SendAsync(HttpMethod.Delete, Api + "sessions/" + Session(there), null, Bearer(here));
        var second = await server.Http.SendAsync(HttpMethod.Delete, Api + "sessions/" + Session(there), null, Bearer(here));


        first.Status.ShouldBe(204);
        second.Status.ShouldBe(404);
        (await trail.ShouldBeAsync(SecurityEventType.SessionRevoked)).ShouldBeOfARequest(Subject(there), null, Session(there));
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.OtherSessionsRevoked, SecurityEventType.AllTokensRevoked)]
    public async Task Ending_all_others_and_then_all_are_one_event_each(Database database)
    {
        var server = await servers.OnAsync(database);
        var here = (await server.As(Registrations.Mobile).PasswordAsync(People.Olga)).ShouldSucceed();
        (await server.As(Registrations.Mobile).PasswordAsync(People.Olga)).ShouldSucceed();
        var trail = await AuditTrail.FromNowAsync(server);


        (await server.Http.SendAsync(HttpMethod.Post, Api + "sessions/revoke-others", null, Bearer(here))).ShouldSucceed();
        (await server.Http.SendAsync(HttpMethod.Post, Api + "tokens/revoke-all", null, Bearer(here))).ShouldSucceed();


        var rows = await trail.ShouldBeAsync(SecurityEventType.OtherSessionsRevoked, SecurityEventType.AllTokensRevoked);
        rows[0].ShouldBeOfARequest(Subject(here), null, Session(here));
        rows[1].ShouldBeOfARequest(Subject(here), null, Session(here));
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.SessionReplaced)]
    public async Task Somebody_else_at_the_same_browser_replaces_the_session(Database database)
    {
        var server = await servers.OnAsync(database);
        using var browser = server.NewBrowser();
        var adas = await server.As(Registrations.Web).SignInAsync(People.Ada, "openid", browser);
        var trail = await AuditTrail.FromNowAsync(server);


        (await browser.AuthorizeAsync(server.As(Registrations.Web).Authorization().With("prompt", "login"), People.Grace)).AtClient();


        var rows = await trail.ShouldBeAsync(SecurityEventType.SessionReplaced, SecurityEventType.SessionStarted, SecurityEventType.AuthorizationGranted);
        rows[0].ShouldBeOfARequest(Subject(adas), null, Session(adas));
        rows[1].Subject.ShouldNotBe(Subject(adas));
        rows[1].CorrelationId.ShouldBe(rows[0].CorrelationId);
        rows[2].Session.ShouldBe(rows[1].Session);
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.AdminAccessRefused)]
    public async Task Whoever_is_turned_away_from_the_admin_area_is_told(Database database)
    {
        var server = await servers.OnAsync(database);
        using var browser = server.NewBrowser();
        var onTheWeb = await server.As(Registrations.Web).SignInAsync(People.Ada, "openid", browser);
        var onThePhone = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();


        var nobody = await RefusedAsync(() => server.Http.GetAsync("/admin"), 401);
        var person = await RefusedAsync(() => browser.SendAsync(HttpMethod.Get, new Uri(server.Address, "/admin/users"), null), 403);
        var token = await RefusedAsync(() => server.Http.GetAsync("/api/v1/admin/users", Bearer(onThePhone)), 403);
        var stranger = await RefusedAsync(() => server.Http.GetAsync("/api/v1/admin/users", ("Authorization", "Bearer nothing")), 401);


        nobody.ShouldBeOfARequest(null, null, null).Detail("status").ShouldBe("401");
        person.ShouldBeOfARequest(Subject(onTheWeb), null, Session(onTheWeb));
        token.ShouldBeOfARequest(Subject(onThePhone), "mobile", Session(onThePhone)).Detail("status").ShouldBe("403");
        stranger.ShouldBeOfARequest(null, null, null);

        async Task<EventRow> RefusedAsync(Func<Task<Answer>> act, int status)
        {
            var trail = await AuditTrail.FromNowAsync(server);
            (await act()).Status.ShouldBe(status);
            return await trail.ShouldBeAsync(SecurityEventType.AdminAccessRefused);
        }
    }

    private static (string, string) Bearer(Answer tokens) => ("Authorization", "Bearer " + tokens.AccessToken);

    private static Guid Subject(Answer tokens) => Guid.Parse(Jwt.Parse(tokens.AccessToken).Claim("sub")!);

    private static Guid Session(Answer tokens) => Guid.Parse(Jwt.Parse(tokens.AccessToken).Claim("sid")!);
}
