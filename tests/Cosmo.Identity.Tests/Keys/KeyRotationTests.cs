using System.Text;
using System.Text.Json.Nodes;
using Cosmo.Identity.Keys;
using Cosmo.Identity.Keys.Care;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Keys;

/// <summary>Keys change on a running server, by job, console, API and command (KEY-02, KEY-03): what was signed by a key lives and dies with it.</summary>
public sealed class KeyRotationTests(Servers servers)
{
    private const string Api = "/api/v1/admin/keys";

    [Fact]
    [Triggers(SecurityEventType.KeyRotated, SecurityEventType.KeyRetired)]
    public async Task A_key_is_announced_signs_and_takes_along_what_it_signed()
    {
        using var folder = new KeyDirectory();
        folder.Filled(DateTimeOffset.UtcNow.AddDays(-100));
        await using var server = await servers.StartFirstAsync(
            Database.Sqlite, Administrators.Provisioning(), ("Keys:Directory", folder.Path), ("SecondFactors:Policy", "Off"), ("Jobs:Enabled", "false"));
        var admin = await server.AdminTokenAsync(Administrators.Root);
        var client = server.As(Registrations.Web);
        var first = await client.SignInAsync(People.Ada, "openid orders.read");
        var (es256, rs256) = (KidOf(first.AccessToken), KidOf(first.IdToken));
        (await client.UserInfoAsync(first.AccessToken)).ShouldSucceed();
        (await server.As(Registrations.OrdersApi).IntrospectAsync(first.AccessToken)).ShouldBeActive();
        var trail = await AuditTrail.FromNowAsync(server);

        // The job: the keys are a hundred days old.
        var job = server.Part<RotateKeysJob>();
        (await job.RunAsync(CancellationToken.None)).ShouldBe(2);
        (await job.RunAsync(CancellationToken.None)).ShouldBe(0, "they wait already");
        (await KidsAsync(server)).Count.ShouldBe(4);
        KidOf((await client.SignInAsync(People.Ada, "openid")).IdToken).ShouldBe(rs256, "what is announced does not sign");
        (await OrderAsync(server, admin, "/rotate")).Status.ShouldBe(409);

        // By hand: two at once make one.
        foreach (var waiting in await KeysAsync(server, admin, "announced"))
        {
            (await OrderAsync(server, admin, $"/{waiting}/retire")).ShouldSucceed();
        }

        var both = await Task.WhenAll(OrderAsync(server, admin, "/rotate"), OrderAsync(server, admin, "/rotate"));
        both.Select(answer => answer.Status).Order().ShouldBe([200, 409]);
        (await KidsAsync(server)).Count.ShouldBe(4);

        // At once.
        (await OrderAsync(server, admin, $"/{es256}/retire")).Status.ShouldBe(409, "it signs");
        (await OrderAsync(server, admin, "/rotate", ("now", true))).ShouldSucceed();
        var second = await client.SignInAsync(People.Ada, "openid orders.read");
        KidOf(second.AccessToken).ShouldNotBe(es256);
        KidOf(second.IdToken).ShouldNotBe(rs256);
        Jwt.Parse(second.IdToken).IsSignedBy((await server.Http.GetAsync("/.well-known/jwks")).Json).ShouldBeTrue();
        (await client.UserInfoAsync(first.AccessToken)).ShouldSucceed();
        (await IsHintTakenAsync(server, first.IdToken)).ShouldBeTrue();

        // Out: also what was seen before.
        admin = await server.AdminTokenAsync(Administrators.Root);
        (await OrderAsync(server, admin, $"/{es256}/retire")).ShouldSucceed();
        (await OrderAsync(server, admin, $"/{rs256}/retire")).ShouldSucceed();
        (await client.UserInfoAsync(first.AccessToken)).ShouldRefuseBearer();
        (await server.As(Registrations.OrdersApi).IntrospectAsync(first.AccessToken)).ShouldBeInactive();
        (await client.UserInfoAsync(second.AccessToken)).ShouldSucceed();
        (await IsHintTakenAsync(server, first.IdToken)).ShouldBeFalse();
        (await IsHintTakenAsync(server, second.IdToken)).ShouldBeTrue();
        (await KidsAsync(server)).ShouldNotContain(es256);
        (await OrderAsync(server, admin, $"/{es256}/retire")).Status.ShouldBe(404);
        (await OrderAsync(server, admin, "/rotate", ("algorithm", "none"))).Status.ShouldBe(400);
        (await server.Http.SendAsync(HttpMethod.Post, Api + "/rotate", Json([]), admin)).Status.ShouldBe(400, "without a reason");
        Directory.GetFiles(folder.Path, "retired-*").Length.ShouldBe(4);

        var told = await trail.NewAsync();
        told.Count(fact => fact.Type == SecurityEventType.KeyRotated).ShouldBe(6);
        told.Where(fact => fact.Type == SecurityEventType.KeyRetired).Select(fact => fact.Detail("kid")).ShouldContain(es256);
        told.Single(fact => fact.Type == SecurityEventType.KeyRetired && fact.Detail("kid") == es256).Detail("reason").ShouldBe("it leaked");
    }

    [Fact]
    public async Task The_console_and_the_command_change_keys_and_a_running_server_sees_it()
    {
        using var folder = new KeyDirectory();
        folder.Filled(DateTimeOffset.UtcNow.AddDays(-10));
        await using var server = await servers.StartFirstAsync(
            Database.Sqlite, Administrators.Provisioning(), ("Keys:Directory", folder.Path), ("SecondFactors:Policy", "Off"), ("Jobs:Enabled", "false"));
        using var browser = await server.EnterAsync(Administrators.Root);
        var trail = await AuditTrail.FromNowAsync(server);

        // The command, which the server's watch has to notice.
        var before = await KidsAsync(server);
        var made = await CommandAsync(server, folder, "rotate", "--algorithm", "ES256", "--now");
        var again = await CommandAsync(server, folder, "rotate");
        var waits = await CommandAsync(server, folder, "rotate");
        made.ExitCode.ShouldBe(0, made.Text);
        made.Output.ShouldContain("signs from now on");
        again.Output.ShouldContain("is announced");
        waits.ExitCode.ShouldBe(1);
        waits.Errors.ShouldContain("waits already");
        await Eventually.HoldsAsync(async () => (await KidsAsync(server)).Count == before.Count + 3, TimeSpan.FromSeconds(15), "the server sees the new keys");
        var list = await CommandAsync(server, folder, "list");
        list.Output.ShouldContain("announced");
        list.Output.ShouldContain("retired");
        (await CommandAsync(server, folder, "rotate", "--algorithm", "none")).ExitCode.ShouldBe(2);
        (await CommandAsync(server, folder, "retire", "-no-such-key")).Errors.ShouldContain("no such key");
        (await trail.NewAsync()).Count(fact => fact.Type == SecurityEventType.KeyRotated && fact.Actor == "command:keys rotate").ShouldBe(3);

        // The console.
        var page = await browser.OpenAsync("/admin/operations");
        var retire = page.Document.QuerySelectorAll("a[href*='/keys/'][href$='/retire']").Select(link => link.GetAttribute("href")!).ToList();
        retire.Count.ShouldBe(3);
        var refused = await browser.SubmitAsync(await browser.OpenAsync("/admin/operations/keys/rotate"), "Reason", ("Reason", "every year"));
        refused.Document.QuerySelector("[role=alert]").ShouldNotBeNull();
        var done = await browser.SubmitAsync(await browser.OpenAsync(retire[0]), "Reason", ("Reason", "it leaked"));
        done.At("/admin/operations").Document.QuerySelector("[role=status]").ShouldNotBeNull();
        var renewed = await browser.SubmitAsync(await browser.OpenAsync("/admin/operations/keys/rotate"), "Reason", ("Reason", "at once"), ("when", "now"));
        renewed.At("/admin/operations").Document.QuerySelector("[role=status]").ShouldNotBeNull();
        (await browser.OpenAsync("/admin/operations/keys/no-such-key/retire")).Answer.Status.ShouldBe(404);

        // A broken file stops the job and nothing else.
        folder.Write("signing-es256-20200101T000000Z.pem", "half a ke");
        (await Should.ThrowAsync<KeyFileException>(() => server.Part<RotateKeysJob>().RunAsync(CancellationToken.None))).Message.ShouldContain("20200101T000000Z");
        (await server.Part<KeyCare>().RotateAsync("test", ["ES256"], atOnce: true, CancellationToken.None)).ShouldBeOfType<KeyOrderResult.Refused>().Fault.ShouldBe(KeyFault.Folder);
        (await server.Http.GetAsync("/.well-known/jwks")).ShouldSucceed();
        (await browser.OpenAsync("/admin/operations")).Document.Body!.TextContent.ShouldContain("signing-es256-20200101T000000Z.pem");
    }

    private static Task<CommandResult> CommandAsync(HostedServer server, KeyDirectory folder, params string[] arguments) =>
        Command.CosmoAsync(server.Folder, "Development", ["keys", .. arguments, $"--Keys:Directory={folder.Path}", .. server.DataArguments, $"--Urls={server.Address}"]);

    private static async Task<Answer> OrderAsync(RunningServer server, (string, string) admin, string path, params (string Name, JsonNode Value)[] more)
    {
        var order = new JsonObject { ["reason"] = "it leaked" };
        foreach (var (name, value) in more)
        {
            order[name] = value;
        }

        return await server.Http.SendAsync(HttpMethod.Post, Api + path, Json(order), admin);
    }

    private static StringContent Json(JsonObject order) => new(order.ToJsonString(), Encoding.UTF8, "application/json");

    private static async Task<List<string>> KeysAsync(RunningServer server, (string, string) admin, string state) =>
    [
        .. (await server.Http.GetAsync(Api, admin)).ShouldSucceed().Json.EnumerateArray()
            .Where(key => key.GetProperty("state").GetString() == state).Select(key => key.GetProperty("kid").GetString()!),
    ];

    private static async Task<List<string>> KidsAsync(RunningServer server) =>
        [.. (await server.Http.GetAsync("/.well-known/jwks")).Json.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString()!)];

    private static string KidOf(string token) => Jwt.Parse(token).Header.GetProperty("kid").GetString()!;

    /// <summary>Whether a hint is believed: only then a browser in which nobody is signed in is sent back to the client.</summary>
    private static async Task<bool> IsHintTakenAsync(RunningServer server, string hint)
    {
        using var browser = server.NewBrowser();
        return (await browser.OpenAsync("/connect/logout" + Wire.Query([("id_token_hint", hint), ("post_logout_redirect_uri", Registrations.Web.PostLogoutRedirectUri)]))).Callback is not null;
    }
}
