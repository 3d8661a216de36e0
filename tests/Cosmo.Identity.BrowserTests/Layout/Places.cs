using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Playwright;

namespace Cosmo.Identity.BrowserTests.Layout;

/// <summary>Every page of the provider in every state that looks different, and the way there.</summary>
internal static class Places
{
    private static readonly Dictionary<string, Func<Visitor, Task>> Ways = new(StringComparer.Ordinal)
    {
        ["front page"] = visitor => visitor.OpenAsync("/"),
        ["front page, signed in"] = visitor => visitor.SignInHereAsync(People.Ada),
        ["login"] = visitor => visitor.OpenAsync("/login"),
        ["login for a client"] = visitor => visitor.OpenAsync(Request(visitor.Site.Shop).Url),
        ["login refused"] = async visitor =>
        {
            await visitor.OpenAsync("/login");
            await visitor.SignInAsync(People.Heidi, "not-the-goatherd");
            await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        },
        ["locked"] = visitor => visitor.OpenAsync("/locked"),
        ["forgot password"] = visitor => visitor.OpenAsync("/forgot-password"),
        ["forgot password, asked"] = async visitor =>
        {
            await visitor.OpenAsync("/forgot-password");
            await visitor.AskForLinkAsync("nobody of that name");
        },
        ["new password"] = visitor => visitor.OpenMailedLinkAsync(visitor.Site.NextForgetful()),
        ["new password, unfit"] = async visitor =>
        {
            await visitor.OpenMailedLinkAsync(visitor.Site.NextForgetful());
            await visitor.ChooseAsync("short");
            await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        },
        ["new password, set"] = async visitor =>
        {
            await visitor.OpenMailedLinkAsync(visitor.Site.NextForgetful());
            await visitor.ChooseAsync("long enough to be set");
            await visitor.Page.GetByText("Your password is set").WaitForAsync();
        },
        ["new password, bad link"] = visitor => visitor.OpenAsync("/reset-password?token=made-up"),
        ["login again"] = async visitor =>
        {
            await visitor.SignInHereAsync(People.Ada);
            await visitor.OpenAsync(Request(visitor.Site.Longwinded).With("prompt", "login").Url);
        },
        ["going on"] = GoingOnAsync,
        ["consent"] = visitor => ConsentAsync(visitor, visitor.Site.Shop),
        ["consent to a long name"] = visitor => ConsentAsync(visitor, visitor.Site.Longwinded),
        ["form post"] = FormPostAsync,
        ["sign out?"] = async visitor =>
        {
            await visitor.SignInHereAsync(People.Ada);
            await visitor.OpenAsync("/connect/logout?client_id=longwinded");
        },
        ["signed out"] = visitor => visitor.OpenAsync("/signed-out"),
        ["unknown client"] = visitor => visitor.OpenAsync(Request(visitor.Site.Shop).With("client_id", "nobody").Url),
        ["unregistered address"] = visitor => visitor.OpenAsync(Request(visitor.Site.Shop).With("redirect_uri", "https://evil.example.test/").Url),
        ["account"] = async visitor =>
        {
            await LiveAsync(visitor);
            await visitor.OpenAsync("/account");
        },
        ["account sessions"] = async visitor =>
        {
            await LiveAsync(visitor);
            await visitor.OpenAsync("/account/sessions?done=ended");
        },
        ["account applications"] = async visitor =>
        {
            await LiveAsync(visitor);
            await visitor.OpenAsync("/account/applications?done=withdrawn");
        },
        ["account history"] = async visitor =>
        {
            await LiveAsync(visitor);
            await visitor.OpenAsync("/account/history");
        },
        ["password refused"] = async visitor =>
        {
            await visitor.SignInHereAsync(visitor.Site.Vera);
            await visitor.OpenAsync("/account/password");
            await visitor.Page.GetByLabel("Current password").FillAsync("whatever it was");
            await visitor.Page.GetByLabel("New password", new() { Exact = true }).FillAsync("one thing here");
            await visitor.Page.GetByLabel("New password once more").FillAsync("another thing there");
            await visitor.Button("Change password").ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        },
        ["confirm refused"] = async visitor =>
        {
            await visitor.SignInHereAsync(visitor.Site.Vera);
            await visitor.OpenAsync("/account/confirm?return=/account/password");
            await visitor.EnterPasswordAsync("not the evening");
            await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        },
        ["stale consent"] = visitor => visitor.OpenAsync("/consent?request=stale"),
        ["mailbox, empty"] = visitor => visitor.OpenAsync("/dev/mail"),
        ["mailbox"] = async visitor =>
        {
            await Mailbox.FillAsync(visitor.Site);
            await visitor.OpenAsync("/dev/mail");
        },
        ["a mail"] = async visitor => await visitor.OpenAsync($"/dev/mail/{await Mailbox.FillAsync(visitor.Site)}"),
        ["device code refused"] = async visitor =>
        {
            await visitor.SignInHereAsync(People.Ada);
            await visitor.OpenAsync("/connect/verify");
            await visitor.Page.GetByLabel("Code").FillAsync("BCDF-GHJK");
            await visitor.Button("Continue").ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        },
        ["device question"] = AskedByDeviceAsync,
        ["device allowed"] = async visitor =>
        {
            await AskedByDeviceAsync(visitor);
            await visitor.Button("Allow").ClickAsync();
            await visitor.Page.GetByText("The device is connected").WaitForAsync();
        },
        ["device denied"] = async visitor =>
        {
            await AskedByDeviceAsync(visitor);
            await visitor.Button("Deny").ClickAsync();
            await visitor.Page.GetByText("The device was turned away").WaitForAsync();
        },
        ["api keys"] = async visitor =>
        {
            await MakeKeyAsync(visitor, "Backup of the cellar, every night at three o'clock, on the old machine");
            await visitor.OpenAsync("/account/api-keys?done=ended");
        },
        ["api key made"] = visitor => MakeKeyAsync(visitor, "Weather station"),
        ["api key refused"] = async visitor =>
        {
            await visitor.SignInHereAsync(visitor.Site.Vera);
            await visitor.OpenAsync("/account/api-keys/new");
            await visitor.Page.GetByLabel("Name").FillAsync("Nothing to open");
            await visitor.Button("Make the key").ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        },
        ["api key, to be ended"] = async visitor =>
        {
            await MakeKeyAsync(visitor, "Old robot");
            await visitor.OpenAsync("/account/api-keys");
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "End the key Old robot" }).First.ClickAsync();
            await visitor.Page.GetByText("End this API key?").WaitForAsync();
        },
        ["api reference"] = visitor => visitor.OpenAsync("/api"),
        ["not found"] = visitor => visitor.OpenAsync("/no/such/page"),
    };

    /// <summary>Their names.</summary>
    public static IEnumerable<string> All => Ways.Keys;

    /// <summary>Brings a visitor there.</summary>
    public static Task GoAsync(Visitor visitor, string place) => Ways[place](visitor);

    private static AuthorizationRequest Request(Registration client) => new(client, "openid profile email phone address roles offline_access orders.read orders.write");

    /// <summary>An account with a life: sign-ins here and on a phone, an application let in, and a code that somebody used twice.</summary>
    private static async Task LiveAsync(Visitor visitor)
    {
        var site = visitor.Site;
        (await site.Server.As(Registrations.Mobile).PasswordAsync(site.Vera)).ShouldSucceed();
        var request = Request(site.Shop);
        await visitor.OpenAsync(request.Url);
        await visitor.SignInAsync(site.Vera);
        await visitor.Page.WaitForURLAsync(url => url.StartsWith(site.RelyingParty.Origin, StringComparison.Ordinal) || new Uri(url).AbsolutePath == "/consent");
        if (new Uri(visitor.Page.Url).AbsolutePath == "/consent")
        {
            await visitor.Button("Allow").ClickAsync();
        }

        var callback = await visitor.AtClientAsync();
        (await site.Server.As(site.Shop).RedeemAsync(request, callback.Code)).ShouldSucceed();
        (await site.Server.As(site.Shop).RedeemAsync(request, callback.Code)).ShouldFail(400, "invalid_grant");
    }

    /// <summary>A device waits for Vera's word.</summary>
    private static async Task AskedByDeviceAsync(Visitor visitor)
    {
        var asked = (await visitor.Site.Server.As(Registrations.Television).PostAsync("/connect/device", ("scope", "openid profile offline_access orders.read"))).ShouldSucceed();
        await visitor.SignInHereAsync(visitor.Site.Vera);
        await visitor.OpenAsync(new Uri(asked.Text("verification_uri_complete")).PathAndQuery);
        await visitor.Page.GetByText(asked.Text("user_code")).WaitForAsync();
    }

    private static async Task MakeKeyAsync(Visitor visitor, string name)
    {
        await visitor.SignInHereAsync(visitor.Site.Vera);
        await visitor.OpenAsync("/account/api-keys/new");
        await visitor.Page.GetByLabel("Name").FillAsync(name);
        await visitor.Page.GetByLabel("Read your orders").CheckAsync();
        await visitor.Page.GetByLabel("Networks (optional)").FillAsync("192.0.2.0/24\n2001:db8:1234::/48");
        await visitor.Button("Make the key").ClickAsync();
        await visitor.Page.GetByText("Your new API key").WaitForAsync();
    }

    private static async Task ConsentAsync(Visitor visitor, Registration client)
    {
        await visitor.SignInHereAsync(People.Ada);
        await visitor.OpenAsync(Request(client).With("prompt", "consent").Url);
        await visitor.AtAsync("/consent");
    }

    private static async Task GoingOnAsync(Visitor visitor)
    {
        await visitor.OpenAsync(Request(visitor.Site.Kiosk).Url);
        await visitor.StopRefreshingAsync();
        await visitor.SignInAsync(People.Ada);
        await visitor.Page.GetByText("One moment").WaitForAsync();
    }

    private static async Task FormPostAsync(Visitor visitor)
    {
        await visitor.Page.RouteAsync("**/assets/form-post.js", route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = "" }));
        await visitor.SignInHereAsync(People.Ada);
        await visitor.OpenAsync(Request(visitor.Site.Kiosk).With("response_mode", "form_post").Url);
    }
}
