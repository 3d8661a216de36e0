using Cosmo.Identity.Tests.Harness;
using Microsoft.Playwright;

namespace Cosmo.Identity.BrowserTests.Harness;

/// <summary>What happens to a person who looks after their account, and what they speak.</summary>
internal static class Watching
{
    /// <summary>They sign in somewhere, then a stranger does elsewhere; they read the mail and open the link in it.</summary>
    public static async Task OpenNotMeLinkAsync(this Visitor visitor, Person person)
    {
        foreach (var device in new[] { "the-phone-of-the-owner", "the-phone-of-a-stranger" })
        {
            (await visitor.Site.Server.As(Registrations.Mobile).TokenAsync(
                ("grant_type", "password"), ("username", person.UserName), ("password", person.Password), ("scope", "openid"), ("device_id", $"{device}-{person.UserName}"))).ShouldSucceed();
        }

        await visitor.OpenAsync(Postbox.LinkIn(await new Postbox(visitor.Site.Server).NextAsync(person, "New sign-in to your account")).PathAndQuery);
    }

    /// <summary>From now on their browser has chosen German.</summary>
    public static Task SpeakGermanAsync(this Visitor visitor) =>
        visitor.Page.Context.AddCookiesAsync([new Cookie { Name = "cosmo-language", Value = "de", Url = visitor.Site.Server.Address.AbsoluteUri }]);
}
