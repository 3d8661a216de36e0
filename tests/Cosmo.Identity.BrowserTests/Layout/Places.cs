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
        ["account menu"] = async visitor =>
        {
            await visitor.SignInHereAsync(People.Ada);
            await visitor.Page.SetViewportSizeAsync(390, 844);
            await visitor.OpenAsync("/account/data");
            await visitor.Button("Menu Your data").ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Passkeys" }).WaitForAsync();
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
        ["code"] = GoToCodeAsync,
        ["code refused"] = async visitor =>
        {
            await GoToCodeAsync(visitor);
            await visitor.GiveCodeAsync("abcd-efgh-ijkl-mnop");
            await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        },
        ["set up in the sign-in"] = async visitor =>
        {
            await visitor.OpenAsync("/login");
            await visitor.SignInAsync(visitor.Site.Root);
            await visitor.AtAsync("/login/set-up");
        },
        ["factors, none"] = async visitor =>
        {
            await visitor.SignInHereAsync(visitor.Site.Vera);
            await visitor.OpenAsync("/account/factors?done=removed");
        },
        ["factors"] = async visitor =>
        {
            await GoToCodeAsync(visitor);
            await visitor.Page.GetByRole(AriaRole.Checkbox).CheckAsync();
            await visitor.GiveCodeAsync(await visitor.Site.NextRecoveryCodeAsync());
            await visitor.AtAsync("/");
            await visitor.OpenAsync("/account/factors");
        },
        ["confirm with a code"] = async visitor =>
        {
            await GoToCodeAsync(visitor);
            await visitor.GiveCodeAsync(await visitor.Site.NextRecoveryCodeAsync());
            await visitor.AtAsync("/");
            await visitor.OpenAsync("/account/confirm");
        },
        ["set up, refused"] = async visitor =>
        {
            await visitor.SignInHereAsync(visitor.Site.Vera);
            await visitor.OpenAsync("/account/factors/set-up");
            await visitor.Page.GetByLabel("Six digits").FillAsync("000");
            await visitor.Button("Turn on").ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        },
        ["recovery codes"] = async visitor =>
        {
            await visitor.SignInHereAsync(visitor.Site.NextForgetful());
            await visitor.SetUpAppAsync();
        },
        ["login with a passkey"] = async visitor =>
        {
            await visitor.OpenAsync("/login/passkey");
            await visitor.Page.GetByText("No passkey was used.").WaitForAsync();
        },
        ["passkeys"] = async visitor =>
        {
            await visitor.SignInHereAsync(visitor.Site.Vera);
            await AddPasskeyAsync(visitor);
            await visitor.OpenAsync("/account/passkeys?done=added");
            await visitor.Page.Locator("summary").First.ClickAsync();
        },
        ["confirm with a passkey"] = async visitor =>
        {
            await visitor.SignInHereAsync(visitor.Site.Vera);
            await visitor.OpenAsync("/account/confirm/passkey");
            await visitor.Page.GetByText("No passkey was used.").WaitForAsync();
        },
        ["not me"] = visitor => visitor.OpenNotMeLinkAsync(visitor.Site.NextWatchful()),
        ["not me, bad link"] = visitor => visitor.OpenAsync("/account/not-me?token=made-up"),
        ["login, in German"] = async visitor =>
        {
            await visitor.SpeakGermanAsync();
            await visitor.OpenAsync(Request(visitor.Site.Shop).Url);
        },
        ["locked, in German"] = async visitor =>
        {
            await visitor.SpeakGermanAsync();
            await visitor.OpenAsync("/locked");
        },
        ["account, in German"] = async visitor =>
        {
            await LiveAsync(visitor);
            await visitor.SpeakGermanAsync();
            await visitor.OpenAsync("/account");
        },
        ["account sessions, in German"] = async visitor =>
        {
            await LiveAsync(visitor);
            await visitor.SpeakGermanAsync();
            await visitor.OpenAsync("/account/sessions?done=ended");
        },
        ["register"] = visitor => visitor.OpenAsync("/register"),
        ["register refused"] = async visitor =>
        {
            await visitor.OpenAsync("/register");
            await visitor.Page.GetByLabel("E-mail address").FillAsync("somebody@example.test");
            await visitor.Page.GetByLabel("Password", new() { Exact = true }).FillAsync("password123");
            await visitor.Page.GetByLabel("The same once more").FillAsync("password123");
            await visitor.Button("Create account").ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        },
        ["register asked"] = async visitor =>
        {
            await visitor.OpenAsync("/register");
            await visitor.AskForAccountAsync(Entering.Newcomer());
        },
        ["register, bad invitation"] = visitor => visitor.OpenAsync("/register?invitation=made-up"),
        ["registration confirmed"] = visitor => visitor.RegisterAsync(),
        ["registration elsewhere"] = async visitor =>
        {
            var person = Entering.Newcomer();
            await visitor.OpenAsync("/register");
            await visitor.AskForAccountAsync(person);
            await visitor.Page.Context.ClearCookiesAsync();
            await visitor.OpenMailAsync(person, "Confirm your address");
            await visitor.Page.GetByLabel("Password").FillAsync("not the one");
            await visitor.Button("Confirm and create the account").ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        },
        ["registration, bad link"] = visitor => visitor.OpenAsync("/register/confirm?token=made-up"),
        ["e-mail"] = async visitor =>
        {
            await visitor.ArriveHereAsync();
            await visitor.AskToMoveAsync(Entering.Newcomer());
        },
        ["e-mail refused"] = async visitor =>
        {
            var person = await visitor.ArriveHereAsync();
            await visitor.OpenAsync("/account/email");
            await visitor.Page.GetByLabel("New e-mail address").FillAsync(person.UserName);
            await visitor.Button("Send the link").ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        },
        ["e-mail to confirm"] = async visitor =>
        {
            await visitor.ArriveHereAsync();
            var moved = Entering.Newcomer();
            await visitor.AskToMoveAsync(moved);
            await visitor.OpenMailAsync(moved, "Confirm your new address");
        },
        ["e-mail to undo"] = async visitor =>
        {
            var person = await visitor.ArriveHereAsync();
            var moved = Entering.Newcomer();
            await visitor.AskToMoveAsync(moved);
            await visitor.OpenMailAsync(moved, "Confirm your new address");
            await visitor.Button("Confirm the address").ClickAsync();
            await visitor.OpenMailAsync(person, "Your e-mail address was changed");
        },
        ["e-mail, bad link"] = visitor => visitor.OpenAsync("/account/email/undo?token=made-up"),
        ["profile refused"] = async visitor =>
        {
            await visitor.SignInHereAsync(People.Ada);
            await visitor.OpenAsync("/account/profile");
            await visitor.Page.GetByLabel("Date of birth").FillAsync("yesterday");
            await visitor.Button("Save").ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        },
        ["your data"] = async visitor =>
        {
            await visitor.SignInHereAsync(People.Ada);
            await visitor.OpenAsync("/account/data");
        },
        ["delete refused"] = async visitor =>
        {
            await visitor.SignInHereAsync(People.Ada);
            await visitor.OpenAsync("/account/delete");
            await visitor.Page.GetByLabel("To confirm, type your user name").FillAsync("nobody");
            await visitor.Button("Delete my account for good").ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        },
        ["deleted"] = visitor => visitor.OpenAsync("/account/deleted"),
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
        ["console"] = async visitor =>
        {
            await AttackAsync(visitor);
            await visitor.OpenConsoleAsync("/admin");
            await visitor.Page.GetByText("Live", new() { Exact = true }).WaitForAsync();
        },
        ["console, in German"] = async visitor =>
        {
            await visitor.SpeakGermanAsync();
            await visitor.OpenConsoleAsync("/admin?range=30d");
        },
        ["console events"] = async visitor =>
        {
            await AttackAsync(visitor);
            await visitor.OpenConsoleAsync("/admin/security-events?severity=grave&user=nobody-of-that-name");
            await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        },
        ["console event"] = async visitor =>
        {
            await AttackAsync(visitor);
            await visitor.OpenConsoleAsync("/admin/security-events?type=authentication.sign_in_failed");
            await visitor.Page.Locator("#events a").First.ClickAsync();
            await visitor.Page.GetByText("What is known").WaitForAsync();
        },
        ["console clients"] = visitor => visitor.OpenConsoleAsync("/admin/clients?done=deleted"),
        ["console client"] = visitor => visitor.OpenConsoleAsync("/admin/clients/mobile?done=changed"),
        ["console client, new"] = async visitor =>
        {
            await visitor.OpenConsoleAsync("/admin/clients/new?kind=spa");
            await visitor.Page.GetByLabel("Identifier (client_id)").FillAsync("mobile");
            await visitor.Page.GetByLabel("Redirect URIs", new() { Exact = true }).FillAsync("http://elsewhere.example.test/");
            await visitor.Button("Create").ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        },
        ["console client, to change"] = visitor => visitor.OpenConsoleAsync("/admin/clients/web/edit"),
        ["console client, its secret"] = async visitor =>
        {
            await visitor.OpenConsoleAsync("/admin/clients/opaque/secret");
            await visitor.Page.GetByLabel("Reason").FillAsync("To be looked at.");
            await visitor.Button("Make a new secret").ClickAsync();
            await visitor.Page.GetByText("I have kept it").WaitForAsync();
        },
        ["console client, to delete"] = async visitor =>
        {
            await visitor.OpenConsoleAsync("/admin/clients/other/delete");
            await visitor.Page.GetByLabel("Type its identifier").FillAsync("another");
            await visitor.Page.GetByLabel("Reason").FillAsync("To be looked at.");
            await visitor.Button("Delete for good").ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        },
        ["console client, request checked"] = visitor => visitor.OpenConsoleAsync("/admin/clients/web/try?request=client_id%3Dweb%26redirect_uri%3Dhttps%3A%2F%2Felsewhere.example.test%2F%26scope%3Dno.such"),
        ["console scopes"] = visitor => visitor.OpenConsoleAsync("/admin/scopes?done=created"),
        ["console scope, to change"] = visitor => visitor.OpenConsoleAsync("/admin/scopes/edit?name=orders.read"),
        ["console scope, to delete"] = visitor => visitor.OpenConsoleAsync("/admin/scopes/delete?name=orders.read"),
        ["console users"] = visitor => visitor.OpenConsoleAsync("/admin/users?q=a&state=grave"),
        ["console user"] = async visitor =>
        {
            await LiveAsync(visitor);
            await OpenUserAsync(visitor, "?done=lock");
        },
        ["console user locked down?"] = visitor => OpenUserAsync(visitor, "/lockdown"),
        ["console roles of a user"] = visitor => OpenUserAsync(visitor, "/roles"),
        ["console sessions"] = async visitor =>
        {
            await LiveAsync(visitor);
            await visitor.OpenConsoleAsync("/admin/sessions?done=ended&ip=nowhere");
        },
        ["console sessions ended?"] = async visitor =>
        {
            await LiveAsync(visitor);
            await visitor.OpenConsoleAsync("/admin/sessions");
            await visitor.Page.Locator("input[name=id]").First.CheckAsync();
            await visitor.Button("End selected sessions").ClickAsync();
            await visitor.Page.GetByLabel("Reason").WaitForAsync();
        },
        ["console all sessions ended?"] = visitor => visitor.OpenConsoleAsync("/admin/sessions/end-all"),
        ["console threats"] = async visitor =>
        {
            await SuspectAsync(visitor);
            await visitor.OpenConsoleAsync("/admin/threats");
        },
        ["console address"] = async visitor =>
        {
            await AttackAsync(visitor);
            await visitor.OpenConsoleAsync("/admin/addresses/127.0.0.1?done=lock&count=2");
        },
        ["console accounts of an address"] = async visitor =>
        {
            await AttackAsync(visitor);
            await visitor.OpenConsoleAsync("/admin/addresses/127.0.0.1/accounts/lock");
        },
        ["console sessions of an address ended?"] = visitor => visitor.OpenConsoleAsync("/admin/addresses/127.0.0.1/end-sessions"),
        ["console blocks"] = async visitor =>
        {
            await BlockAsync(visitor, "203.0.113.0/28");
            await visitor.OpenConsoleAsync("/admin/blocks");
        },
        ["console block, new"] = visitor => visitor.OpenConsoleAsync("/admin/blocks/new"),
        ["console blocks, imported"] = visitor => visitor.OpenConsoleAsync("/admin/blocks/import"),
        ["console block lifted?"] = async visitor =>
        {
            await BlockAsync(visitor, "203.0.113.16/28");
            await visitor.OpenConsoleAsync("/admin/blocks");
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Lift" }).First.ClickAsync();
            await visitor.Page.GetByLabel("Reason").WaitForAsync();
        },
        ["console exemptions"] = async visitor =>
        {
            await ExemptAsync(visitor);
            await visitor.OpenConsoleAsync("/admin/exemptions");
            await visitor.Page.GetByText("2001:db8:1234::/48").First.WaitForAsync();
        },
        ["console exemption refused"] = async visitor =>
        {
            await visitor.OpenConsoleAsync("/admin/exemptions/new?network=198.0.0.0%2F7");
            await visitor.Page.GetByLabel("Reason").FillAsync("Far too many.");
            await visitor.Button("Exempt").ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        },
        ["console exemption, to be ended"] = async visitor =>
        {
            await ExemptAsync(visitor);
            await visitor.OpenConsoleAsync("/admin/exemptions");
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "End 2001:db8:1234::/48" }).First.ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "End the exemption" }).WaitForAsync();
        },
        ["console address, exempt"] = async visitor =>
        {
            await ExemptAsync(visitor);
            await visitor.OpenConsoleAsync("/admin/addresses/2001%3Adb8%3A1234%3A%3A%2F48?done=exempted");
        },
        ["console trends"] = visitor => visitor.OpenConsoleAsync("/admin/trends"),
        ["console operations"] = visitor => visitor.OpenConsoleAsync("/admin/operations?done=job"),
        ["console settings"] = visitor => visitor.OpenConsoleAsync("/admin/operations/settings"),
        ["console job"] = visitor => visitor.OpenConsoleAsync("/admin/operations/jobs/ScoreAddresses"),
        ["console mail sent again?"] = async visitor =>
        {
            var mail = await Mailbox.GiveUpAsync(visitor.Site);
            await visitor.OpenConsoleAsync($"/admin/operations/mails/{mail}");
            await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Send again" }).WaitForAsync();
        },
        ["console keys made?"] = visitor => visitor.OpenConsoleAsync("/admin/operations/keys/rotate"),
        ["console key taken out?"] = async visitor =>
        {
            await visitor.OpenConsoleAsync("/admin/operations/keys/rotate");
            await visitor.Page.GetByLabel("When does it sign?").SelectOptionAsync("now");
            await visitor.Page.GetByLabel("Algorithm").SelectOptionAsync("ES256");
            await visitor.Page.GetByLabel("Reason").FillAsync("To be looked at.");
            await visitor.Button("Make new keys").ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Take out" }).First.ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Take this key out" }).WaitForAsync();
        },
    };

    /// <summary>Their names.</summary>
    public static IEnumerable<string> All => Ways.Keys;

    /// <summary>Brings a visitor there.</summary>
    public static Task GoAsync(Visitor visitor, string place) => Ways[place](visitor);

    private static AuthorizationRequest Request(Registration client) => new(client, "openid profile email phone address roles offline_access orders.read orders.write");

    /// <summary>An account with a life: sign-ins here and on a phone, an application let in, and a code that somebody used twice.</summary>
    // The shared provider is an IP address, of which no browser makes passkeys.
    private static Task AddPasskeyAsync(Visitor visitor) => visitor.Site.Server.Database.ExecuteAsync(
        $"""
        INSERT INTO passkeys (id, user_id, credential_id, public_key, name, sign_count, is_backup_eligible, is_backed_up, created_at, last_challenge)
        SELECT '{Guid.NewGuid().ToString().ToUpperInvariant()}', id, '{Guid.NewGuid():N}', 'pQ', 'The phone in the kitchen drawer', 0, 1, 1, created_at, 0 FROM users WHERE user_name = '{visitor.Site.Vera.UserName}'
        """);

    private static async Task LiveAsync(Visitor visitor)
    {
        var site = visitor.Site;
        (await site.Server.As(Registrations.Mobile).PasswordAsync(site.Vera)).ShouldSucceed();
        var request = Request(site.Shop);
        await visitor.OpenAsync(request.Url);
        await visitor.SignInAsync(site.Vera);
        await visitor.AtAsync(url => url.StartsWith(site.RelyingParty.Origin, StringComparison.Ordinal) || new Uri(url).AbsolutePath == "/consent");
        if (new Uri(visitor.Page.Url).AbsolutePath == "/consent")
        {
            await visitor.Button("Allow").ClickAsync();
        }

        var callback = await visitor.AtClientAsync();
        (await site.Server.As(site.Shop).RedeemAsync(request, callback.Code)).ShouldSucceed();
        (await site.Server.As(site.Shop).RedeemAsync(request, callback.Code)).ShouldFail(400, "invalid_grant");
    }

    /// <summary>A page of the console about Ada.</summary>
    private static async Task OpenUserAsync(Visitor visitor, string rest)
    {
        var subject = (await visitor.Site.Server.Database.LinesAsync($"SELECT id FROM users WHERE user_name = '{People.Ada.UserName}'")).Single();
        await visitor.OpenConsoleAsync($"/admin/users/{subject.ToLowerInvariant()}{rest}");
    }

    /// <summary>An office that no block applies to; it is exempt already where another visit came first.</summary>
    private static async Task ExemptAsync(Visitor visitor)
    {
        await visitor.OpenConsoleAsync("/admin/exemptions/new?network=2001%3Adb8%3A1234%3A%3A%2F48");
        await visitor.Page.GetByLabel("Reason").FillAsync("The office of a customer, with four hundred people behind one address");
        await visitor.Button("Exempt").ClickAsync();
        await visitor.Page.Locator("[role=status], [role=alert]").First.WaitForAsync();
    }

    /// <summary>Somebody guesses.</summary>
    private static async Task AttackAsync(Visitor visitor)
    {
        for (var i = 0; i < 3; i++)
        {
            await visitor.Site.Server.As(Registrations.Mobile).PasswordAsync(People.Heidi with { Password = "<b>not the goatherd</b>" });
        }
    }

    /// <summary>An address has a score, in a thousand years: no scoring run forgets it meanwhile.</summary>
    private static Task SuspectAsync(Visitor visitor) => visitor.Site.Server.Database.ExecuteAsync(
        $$"""
        INSERT INTO suspicious_activity (id, ip_address, scored_at, window_start, score, reasons)
        VALUES ('{{Guid.CreateVersion7().ToString().ToUpperInvariant()}}', '2001:db8:5ca1:ab1e::/64', '2999-01-01 00:00:00', '2026-11-27 05:00:00', 88,
            '[{"feature":"unresolved_names","value":14.5,"weight":60,"share":60},{"feature":"forged_headers","value":1,"weight":45,"share":27.5}]')
        ON CONFLICT (ip_address) DO NOTHING
        """);

    /// <summary>A network is blocked, unless it is already.</summary>
    private static async Task BlockAsync(Visitor visitor, string network)
    {
        await visitor.OpenConsoleAsync($"/admin/blocks/new?network={Uri.EscapeDataString(network)}");
        await visitor.Page.GetByLabel("Reason").FillAsync("It guesses <b>passwords</b>.");
        await visitor.Page.Locator("main form button[type=submit]").ClickAsync();
        await visitor.Page.Locator("[role=alert], [role=status]").First.WaitForAsync();
    }

    /// <summary>Iris has given her password.</summary>
    private static async Task GoToCodeAsync(Visitor visitor)
    {
        await visitor.Site.EquipIrisAsync();
        await visitor.OpenAsync("/login");
        await visitor.SignInAsync(visitor.Site.Iris);
        await visitor.AtAsync("/login/factor");
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
