using System.Text.Json;
using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.BrowserTests.Layout;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.BrowserTests.Admin;

/// <summary>
/// Whatever stands in the database, the console shows it as text (issue 5, script injection list in every shown field): an attacker chooses
/// what is in events, and administrators look at them.
/// </summary>
public sealed class ConsoleInjectionTests(Site site)
{
    /// <summary>A part of the list that looks alike in every way of writing it.</summary>
    private const string Start = "data-injected";

    private const string Attacker = "203.0.113.99";

    [Fact]
    public async Task Nothing_that_is_shown_is_run()
    {
        await using var server = await StartAsync();
        var keys = await Site.OpenConsoleAsync(server, site.Keeper);
        await LiveAsync(server);
        await PoisonAsync(server);
        var ada = await KeyAsync(server, $"SELECT id FROM users WHERE normalized_user_name = '{People.Ada.UserName.ToUpperInvariant()}'");
        var fact = await KeyAsync(server, $"SELECT id FROM security_events WHERE ip_address = '{Attacker}' ORDER BY id DESC LIMIT 1");
        var mail = await KeyAsync(server, "SELECT id FROM mails LIMIT 1");
        var exemption = await KeyAsync(server, "SELECT id FROM block_exemptions LIMIT 1");
        var block = await KeyAsync(server, "SELECT id FROM ip_blocks LIMIT 1");

        await site.VisitAsync(Look.Desk, async visitor =>
        {
            var mute = new List<string>();
            await visitor.CarryAsync(keys);
            // The server has read its clients anew.
            await Eventually.HoldsAsync(
                async () => (await (await visitor.OpenAsync("/admin/clients"))!.TextAsync()).Contains(Start, StringComparison.Ordinal), TimeSpan.FromSeconds(10), "the clients are those of the database");
            foreach (var path in new[]
            {
                "/admin", "/admin?range=7d", "/admin/security-events", $"/admin/security-events?text={Uri.EscapeDataString(Injection.Breakouts[..90])}", $"/admin/security-events/{fact}",
                "/admin/threats", $"/admin/addresses/{Attacker}", $"/admin/addresses/{Attacker}/accounts/lock", $"/admin/addresses/{Attacker}/end-sessions",
                "/admin/exemptions", $"/admin/exemptions/{exemption}/end", "/admin/blocks", $"/admin/blocks/{block}/lift", $"/admin/blocks/{block}/extend", "/admin/sessions", "/admin/users", $"/admin/users/{ada}", $"/admin/users/{ada}/lock", $"/admin/users/{ada}/roles",
                "/admin/clients", "/admin/clients/web", "/admin/clients/web/edit", $"/admin/clients/web/try?request={Uri.EscapeDataString("scope=" + Uri.EscapeDataString(Injection.Breakouts))}", "/admin/scopes", "/admin/scopes/edit?name=orders.read",
                "/admin/operations", $"/admin/operations/mails/{mail}",
            })
            {
                visitor.Doing = path;
                (await visitor.OpenAsync(path))!.Status.ShouldBe(200, path);
                if (!(await visitor.Page.ContentAsync()).Contains(Start, StringComparison.Ordinal))
                {
                    mute.Add(path);
                }

                await Injection.ShouldHoldNothingInjectedAsync(visitor);
            }

            mute.ShouldBeEmpty("these pages show nothing of it, so they prove nothing");
            await visitor.OpenAsync("/admin/trends");
            await visitor.OpenAsync("/admin/security-events");
            await visitor.Page.GetByText("Live", new() { Exact = true }).WaitForAsync();
            visitor.Doing = "live events";
            var rows = visitor.Page.Locator("#events tr");
            var before = await rows.CountAsync();
            await server.Http.PostAsync("/connect/token", [("grant_type", "client_credentials"), ("client_id", Injection.Breakouts[..90]), ("client_secret", "x")], ("User-Agent", Injection.Breakouts));
            await Eventually.HoldsAsync(async () => await rows.CountAsync() > before, TimeSpan.FromSeconds(10), "what has just been tried is in the list");
            await Injection.ShouldHoldNothingInjectedAsync(visitor);
        }, server.Address);
    }

    private async Task<ServerProcess> StartAsync()
    {
        var provisioning = Registrations.Provisioning();
        provisioning["users"]!.AsArray().Add(site.Keeper.ToJson());
        // No mail leaves, and no job judges or writes, while they are looked at.
        return await ServerProcess.StartAsync(
            Database.Sqlite, null, provisioning, [Servers.BehindProxy, ("Jobs:Enabled", "false"), ("Mail:Host", "127.0.0.1"), ("Mail:Port", "9"), ("Mail:From", "id@example.test")]);
    }

    private static async Task LiveAsync(ServerProcess server)
    {
        foreach (var password in new[] { "not-hers", People.Ada.Password })
        {
            await server.Http.PostAsync(
                "/connect/token",
                [("grant_type", "password"), ("client_id", "mobile"), ("username", People.Ada.UserName), ("password", password), ("scope", "openid offline_access")],
                ("X-Forwarded-For", Attacker));
        }
    }

    private async Task PoisonAsync(ServerProcess server)
    {
        var text = Quoted(Injection.Breakouts);
        var inJson = Quoted(JsonSerializer.Serialize(new Dictionary<string, string> { ["note"] = Injection.Breakouts, [Injection.Breakouts] = "x", ["reason"] = Injection.Breakouts }));
        var mine = $"(SELECT id FROM users WHERE user_name = '{site.Keeper.UserName}')";
        var now = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss");
        foreach (var statement in new[]
        {
            $"UPDATE security_events SET device = {text}, client_id = {text}, correlation_id = {text}, details = {inJson}",
            $"UPDATE security_events SET actor = {text}, severity = 3 WHERE ip_address IS NULL OR ip_address <> '{Attacker}'",
            $"UPDATE user_sessions SET browser = {text}, operating_system = {text}, device_kind = {text}, client_id = {text}, amr = {text} WHERE user_id <> {mine}",
            $"UPDATE users SET user_name = {text} || id, email = {text}, phone_number = {text}, profile = {Quoted(JsonSerializer.Serialize(new { name = Injection.Breakouts, given_name = Injection.Breakouts }))} WHERE id <> {mine}",
            $"UPDATE clients SET display_name = {text}, metadata = json_set(metadata, '$.client_name', {text}, '$.logo_uri', 'javascript:alert(1)', '$.policy_uri', 'javascript:alert(1)')",
            "INSERT INTO cache_versions (name, version) VALUES ('clients', 1000) ON CONFLICT (name) DO UPDATE SET version = version + 1",
            $"UPDATE scopes SET display_name = {text}, description = {text}, resources = {Quoted(JsonSerializer.Serialize(new[] { Injection.Breakouts }))}",
            $"INSERT INTO ip_blocks (id, network, created_at, expires_at, repetition, reason, placed_by, is_shadow) VALUES ('{NewKey()}', '{Attacker}/32', '{now}', '2999-01-01 00:00:00', 1, {text}, {text}, 1)",
            $"INSERT INTO block_exemptions (id, network, created_at, reason, placed_by) VALUES ('{NewKey()}', '198.51.100.0/28', '{now}', {text}, {text})",
            $"INSERT INTO suspicious_activity (id, ip_address, scored_at, window_start, score, reasons) VALUES ('{NewKey()}', '{Attacker}', '2999-01-01 00:00:00', '{now}', 90, {Quoted(JsonSerializer.Serialize(new[] { new { feature = Injection.Breakouts, value = 3, points = 90 } }))})",
            $"INSERT INTO mails (id, kind, recipient, subject, text, html, created_at, expires_at, next_try_at, tries, last_error) VALUES ('{NewKey()}', {text}, {text}, {text}, {text}, {text}, '{now}', '2999-01-01 00:00:00', '2998-01-01 00:00:00', 3, {text})",
            $"INSERT INTO job_runs (id, job, node, started_at, duration_milliseconds, rows, error) VALUES ('{NewKey()}', 'PruneEvents', {text}, '{now}', 1, 0, {text})",
            $"INSERT INTO api_keys (id, user_id, name, hash, hint, scopes, networks, created_at, expires_at, last_used_at, last_used_from) SELECT '{NewKey()}', id, {text}, 'none', {text}, {text}, {text}, '{now}', '2999-01-01 00:00:00', '{now}', {text} FROM users WHERE normalized_user_name = '{People.Ada.UserName.ToUpperInvariant()}'",
        })
        {
            await server.Database.ExecuteAsync(statement);
        }
    }

    private static async Task<string> KeyAsync(ServerProcess server, string query) => (await server.Database.LinesAsync(query)).Single().ToLowerInvariant();

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string NewKey() => Guid.CreateVersion7().ToString().ToUpperInvariant();
}
