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

    /// <summary>The person is gone for a while: the device may poll again without being early.</summary>
    public static Task LetIntervalPassAsync(this TestDatabase database) => database.ExecuteAsync("UPDATE device_requests SET next_poll_at = '2020-01-01 00:00:00'");
}
