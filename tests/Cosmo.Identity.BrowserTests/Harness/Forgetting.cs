using Cosmo.Identity.Tests.Harness;

namespace Cosmo.Identity.BrowserTests.Harness;

/// <summary>What a person does who has forgotten their password.</summary>
internal static class Forgetting
{
    /// <summary>Fills in the page on which one asks for a link, and sends it.</summary>
    public static async Task AskForLinkAsync(this Visitor visitor, string name)
    {
        await visitor.AtAsync("/forgot-password");
        await visitor.Page.GetByLabel("User name or e-mail address").FillAsync(name);
        await visitor.Button("Send the link").ClickAsync();
        await visitor.Page.GetByText("If an account matches").WaitForAsync();
    }

    /// <summary>Asks, reads the mail and opens the link in it.</summary>
    public static async Task OpenMailedLinkAsync(this Visitor visitor, Person person)
    {
        await visitor.OpenAsync("/forgot-password");
        await visitor.AskForLinkAsync(person.UserName);
        await visitor.OpenLinkInMailAsync(person);
    }

    /// <summary>Reads the mail and opens the link in it.</summary>
    public static async Task OpenLinkInMailAsync(this Visitor visitor, Person person) =>
        await visitor.OpenAsync(Postbox.LinkIn(await new Postbox(visitor.Site.Server).NextAsync(person, "Choose a new password")).PathAndQuery);

    /// <summary>Types the new password twice and sends it.</summary>
    public static async Task ChooseAsync(this Visitor visitor, string password)
    {
        await visitor.Page.GetByLabel("New password").FillAsync(password);
        await visitor.Page.GetByLabel("The same once more").FillAsync(password);
        await visitor.Button("Set the password").ClickAsync();
    }
}
