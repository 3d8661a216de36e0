using Cosmo.Identity.Tests.Accounts.Register;
using Cosmo.Identity.Tests.Harness;
using Shouldly;

namespace Cosmo.Identity.Tests.Accounts.ChangeEmail;

/// <summary>What people do whose address changes.</summary>
internal static class Moving
{
    public const string Path = "/account/email";
    public const string ConfirmPath = "/account/email/confirm";
    public const string UndoPath = "/account/email/undo";
    public const string ConfirmSubject = "Confirm your new address";
    public const string ChangedSubject = "Your e-mail address was changed";

    /// <summary>Fills in the form, signed in.</summary>
    public static async Task<Page> AskToMoveAsync(this Browser browser, string email) =>
        (await browser.SubmitAsync((await browser.OpenAsync(Path)).At(Path), "Email", ("Email", email))).At(Path);

    /// <summary>Asks, reads the new address's mail and presses the button; returns the link that undoes it from the old address's mail.</summary>
    public static async Task<Uri> MoveAsync(this Browser browser, Postbox box, Person from, string email)
    {
        await browser.AskToMoveAsync(email);
        var link = Postbox.LinkIn(await box.NextAsync(Registering.Newcomer(email), ConfirmSubject));
        Registering.Heading(await browser.PressAsync(link, ConfirmPath)).ShouldBe("Your address is confirmed");
        return Postbox.LinkIn(await box.NextAsync(from, ChangedSubject));
    }

    /// <summary>Opens a mailed link and presses its button.</summary>
    public static async Task<Page> PressAsync(this Browser browser, Uri link, string path) =>
        await browser.SubmitAsync((await browser.OpenAsync(link.PathAndQuery)).At(path), "Token");

    /// <summary>What tokens say of the address.</summary>
    public static async Task<(string Email, bool IsVerified, string UserName)> AddressOfAsync(this RunningServer server, string userName, string password)
    {
        var client = server.As(Registrations.Mobile);
        var tokens = (await client.PasswordAsync(new Person(userName, password), "openid profile email")).ShouldSucceed();
        var claims = (await client.UserInfoAsync(tokens.AccessToken)).ShouldSucceed();
        return (claims.Text("email"), claims.Json.GetProperty("email_verified").GetBoolean(), claims.Text("preferred_username"));
    }
}
