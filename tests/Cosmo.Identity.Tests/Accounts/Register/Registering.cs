using System.Text.Json.Nodes;
using Cosmo.Identity.Tests.Harness;
using Shouldly;

namespace Cosmo.Identity.Tests.Accounts.Register;

/// <summary>What people do who want an account.</summary>
internal static class Registering
{
    public const string Path = "/register";
    public const string ConfirmPath = "/register/confirm";
    public const string LinkSubject = "Confirm your address";
    public const string TakenSubject = "You have an account already";
    public const string Password = "a-password-for-newcomers-1877";

    private static int next;

    /// <summary>Somebody whom no server knows yet.</summary>
    public static Person Newcomer(string? email = null)
    {
        var address = email ?? $"newcomer-{Interlocked.Increment(ref next)}@example.test";
        return new Person(address, Password) { Profile = new JsonObject { ["email"] = address } };
    }

    /// <summary>Fills in the form.</summary>
    public static async Task<Page> AskForAccountAsync(this Browser browser, string email, string name = "Nora Newcomer", string password = Password, string? repeated = null) =>
        await browser.SubmitAsync(
            (await browser.OpenAsync(Path)).At(Path), "Repeated", ("Email", email), ("Name", name), ("Password", password), ("Repeated", repeated ?? password));

    /// <summary>The link in the next mail to this person.</summary>
    public static async Task<Uri> LinkToAsync(this Postbox box, Person person) => Postbox.LinkIn(await box.NextAsync(person, LinkSubject));

    /// <summary>Presses the button on the page that the link opens.</summary>
    public static Task<Page> ConfirmAsync(this Browser browser, Page page, params (string Name, string Value)[] values) => browser.SubmitAsync(page.At(ConfirmPath), "Token", values);

    /// <summary>Sends the same form a second time.</summary>
    public static Task<Page> PostFormAgainAsync(this Browser browser, Page page) => browser.PostAsync(page.Answer.Url.AbsolutePath, [.. Page.Fields(page.Form("Token")!)]);

    /// <summary>Makes an account from the form to the end.</summary>
    public static async Task<Person> RegisterAsync(this Browser browser, Postbox box, Person? person = null)
    {
        person ??= Newcomer();
        (await browser.AskForAccountAsync(person.UserName)).At(Path);
        var link = await box.LinkToAsync(person);
        Heading(await browser.ConfirmAsync(await browser.OpenAsync(link.PathAndQuery))).ShouldBe("Your account is ready");
        return person;
    }

    /// <summary>Makes an account and signs in to it.</summary>
    public static async Task<Person> ArriveAsync(this Browser browser, Postbox box)
    {
        var person = await browser.RegisterAsync(box);
        await browser.SignInAsync(person);
        return person;
    }

    public static string Heading(Page page) => page.Document.QuerySelector("h1")!.TextContent;
}
