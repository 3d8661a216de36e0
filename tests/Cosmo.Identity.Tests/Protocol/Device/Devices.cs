using Cosmo.Identity.Tests.Harness;
using Shouldly;

namespace Cosmo.Identity.Tests.Protocol.Device;

/// <summary>Plays a device that has no browser, and the person before it who has one elsewhere.</summary>
internal static class Devices
{
    public const string Verify = "/connect/verify";

    private const string GrantType = "urn:ietf:params:oauth:grant-type:device_code";

    /// <summary>The device asks for a code (RFC 8628 §3.1).</summary>
    public static Task<Answer> AskAsync(this OidcClient client, string scope = "openid offline_access orders.read") =>
        client.PostAsync("/connect/device", ("scope", scope));

    /// <summary>The device asks whether the person has decided (RFC 8628 §3.4).</summary>
    public static Task<Answer> PollAsync(this OidcClient client, Answer asked) => client.PollAsync(asked.Text("device_code"));

    /// <inheritdoc cref="PollAsync(OidcClient, Answer)"/>
    public static Task<Answer> PollAsync(this OidcClient client, string deviceCode) => client.TokenAsync(("grant_type", GrantType), ("device_code", deviceCode));

    /// <summary>The person types the code.</summary>
    public static async Task<Page> EnterAsync(this Browser browser, string userCode) =>
        await browser.SubmitAsync((await browser.OpenAsync(Verify)).At(Verify), "user_code", ("user_code", userCode));

    /// <summary>The person types the code and decides.</summary>
    public static async Task<Page> DecideAsync(this Browser browser, Answer asked, string decision) =>
        await browser.SubmitAsync((await browser.EnterAsync(asked.Text("user_code"))).At(Verify), "decision", ("decision", decision));

    /// <summary>The code of a device that may have what it asked for.</summary>
    public static async Task<Answer> AllowedAsync(OidcClient client, Browser browser, string scope = "openid offline_access orders.read")
    {
        var asked = (await client.AskAsync(scope)).ShouldSucceed();
        (await browser.DecideAsync(asked, "allow")).At(Verify).Answer.Url.Query.ShouldBe("?done=allowed");
        return asked;
    }

    /// <summary>The device that asked last gives its code back, and takes whatever code the next one draws, a moment before it; the id of its own.</summary>
    public static async Task<string> TakeNextCodeAsync(this TestDatabase database)
    {
        var device = (await database.LinesAsync("SELECT r.token_id FROM device_requests r JOIN tokens t ON t.id = r.token_id ORDER BY t.creation_date DESC LIMIT 1")).Single();
        var isAnother = $"NEW.token_id <> '{device}' AND NOT EXISTS (SELECT 1 FROM device_requests WHERE token_id = '{device}')";
        var takes =
            $"""
            INSERT INTO device_requests (token_id, user_code_hash, interval_seconds, next_poll_at, ip_address, browser, operating_system, device_kind)
            VALUES ('{device}', NEW.user_code_hash, 5, NEW.next_poll_at, '', '', '', '');
            """;
        await database.ExecuteAsync($"DELETE FROM device_requests WHERE token_id = '{device}'");
        await database.ExecuteAsync(database.Kind == Database.Sqlite
            ? $"CREATE TRIGGER other_device BEFORE INSERT ON device_requests WHEN {isAnother} BEGIN {takes} END"
            : $"""
              CREATE FUNCTION take_code() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {isAnother} THEN {takes} END IF; RETURN NEW; END $$;
              CREATE TRIGGER other_device BEFORE INSERT ON device_requests FOR EACH ROW EXECUTE FUNCTION take_code()
              """);
        return device;
    }

    /// <summary>From now on no code is taken but by who draws it.</summary>
    public static Task TakeNoMoreCodesAsync(this TestDatabase database) =>
        database.ExecuteAsync($"DROP TRIGGER other_device{(database.Kind == Database.Sqlite ? "" : " ON device_requests")}");

    /// <summary>The person is gone for a while: the device may poll again without being early.</summary>
    public static Task LetIntervalPassAsync(this TestDatabase database) => database.ExecuteAsync("UPDATE device_requests SET next_poll_at = '2020-01-01 00:00:00'");
}
