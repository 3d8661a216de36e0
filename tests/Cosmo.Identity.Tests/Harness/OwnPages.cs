using Shouldly;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>A person's own area as tests use it: forms sent by hand, sessions that signed in long ago.</summary>
public static class OwnPages
{
    /// <summary>Posts to a page with the token of a form, as its own form would, and goes as far as redirects lead.</summary>
    public static async Task<Page> PostFormAsync(this Browser browser, string url, params (string Name, string Value)[] fields) =>
        await browser.PostAsync(url, [.. fields, ("__RequestVerificationToken", await browser.FormTokenAsync())]);

    /// <summary>The token that forms of this browser carry.</summary>
    public static async Task<string> FormTokenAsync(this Browser browser) =>
        (await browser.OpenAsync("/account/confirm")).At("/account/confirm").Document.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;

    /// <summary>The key of the session that the browser is in.</summary>
    public static async Task<string> SessionIdAsync(this Browser browser) =>
        (await browser.SendAsync(HttpMethod.Get, new Uri("/api/v1/account/sessions", UriKind.Relative), null)).ShouldSucceed()
            .Json.EnumerateArray().Single(session => session.GetProperty("isCurrent").GetBoolean()).GetProperty("id").GetString()!;

    /// <summary>All sessions of a person proved long ago who is in them.</summary>
    public static Task ForgetProofsAsync(this TestDatabase database, Person person) => database.ExecuteAsync(
        $"UPDATE user_sessions SET confirmed_at = '2020-01-01 00:00:00' WHERE user_id = (SELECT id FROM users WHERE user_name = '{person.UserName}')");

    /// <summary>Fails unless the browser is signed in as this person.</summary>
    public static async Task ShouldBeInAsync(this Browser browser, Person person) =>
        (await browser.OpenAsync("/account")).At("/account").Document.Body!.TextContent.ShouldContain(person.UserName);

    /// <summary>Fails unless the browser is sent to sign in.</summary>
    public static async Task ShouldBeOutAsync(this Browser browser) => (await browser.OpenAsync("/account")).IsAt("/login").ShouldBeTrue("still signed in");
}
