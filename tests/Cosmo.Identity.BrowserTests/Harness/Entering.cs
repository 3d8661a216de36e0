using System.Text.Json.Nodes;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Playwright;

namespace Cosmo.Identity.BrowserTests.Harness;

/// <summary>What a person does who comes, moves or goes.</summary>
internal static class Entering
{
    private static int next;

    /// <summary>Somebody whom the site does not know yet.</summary>
    public static Person Newcomer()
    {
        var address = $"walker-{Interlocked.Increment(ref next)}@example.test";
        return new Person(address, "a-password-for-walkers-1907") { Profile = new JsonObject { ["email"] = address } };
    }

    /// <summary>Fills in the page on which one asks for an account, and sends it.</summary>
    public static async Task AskForAccountAsync(this Visitor visitor, Person person)
    {
        await visitor.Page.GetByLabel("E-mail address").FillAsync(person.UserName);
        await visitor.Page.GetByLabel("Name (optional)").FillAsync("Wanda Walker");
        await visitor.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(person.Password);
        await visitor.Page.GetByLabel("The same once more").FillAsync(person.Password);
        await visitor.Button("Create account").ClickAsync();
        await visitor.Page.GetByText("Check your mail").WaitForAsync();
    }

    /// <summary>Opens the link in the next mail of this subject.</summary>
    public static async Task OpenMailAsync(this Visitor visitor, Person person, string subject) =>
        await visitor.OpenAsync(Postbox.LinkIn(await new Postbox(visitor.Site.Server).NextAsync(person, subject)).PathAndQuery);

    /// <summary>From the form to the account.</summary>
    public static async Task<Person> RegisterAsync(this Visitor visitor)
    {
        var person = Newcomer();
        await visitor.OpenAsync("/register");
        await visitor.AskForAccountAsync(person);
        await visitor.OpenMailAsync(person, "Confirm your address");
        await visitor.Button("Confirm and create the account").ClickAsync();
        await visitor.Page.GetByText("Your account is ready").WaitForAsync();
        return person;
    }

    /// <summary>The same, and signs in.</summary>
    public static async Task<Person> ArriveHereAsync(this Visitor visitor)
    {
        var person = await visitor.RegisterAsync();
        await visitor.SignInHereAsync(person);
        return person;
    }

    /// <summary>Says which address the account shall have.</summary>
    public static async Task AskToMoveAsync(this Visitor visitor, Person to)
    {
        await visitor.OpenAsync("/account/email");
        await visitor.Page.GetByLabel("New e-mail address").FillAsync(to.UserName);
        await visitor.Button("Send the link").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Status).WaitForAsync();
    }
}
