using Cosmo.Identity.Tests.Accounts.ChangeEmail;
using Cosmo.Identity.Tests.Accounts.Register;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.Protocol.Device;
using Cosmo.Identity.Tests.Protocol.Token;
using Shouldly;

namespace Cosmo.Identity.Tests.Faults;

/// <summary>
/// What people and their devices were about to send when the database went away: second factors, registration, devices. Each can be sent
/// again as it was, with the very code, and then does once what it is for.
/// </summary>
internal sealed class PersonalRequests : IDisposable
{
    private readonly List<Browser> _browsers = [];

    /// <summary>All of them, none sent yet.</summary>
    public IReadOnlyList<PersonalRequest> All { get; private set; } = [];

    /// <summary>Everybody stands before the button.</summary>
    public static async Task<PersonalRequests> PrepareAsync(RunningServer server)
    {
        var requests = new PersonalRequests();
        var (devices, addresses) = (await requests.DevicesAsync(server), await requests.AddressesAsync(server));
        // Codes were made last and are sent first: they are good for a minute.
        requests.All = [.. await requests.FactorsAsync(server), .. devices, .. addresses];
        return requests;
    }

    /// <inheritdoc />
    public void Dispose() => _browsers.ForEach(browser => browser.Dispose());

    private async Task<IReadOnlyList<PersonalRequest>> DevicesAsync(RunningServer server)
    {
        var television = server.As(Registrations.Television);
        var browser = NewBrowser(server);
        await browser.SignInAsync(People.Ada);
        var allowed = await Devices.AllowedAsync(television, browser);
        var (asked, waiting) = (await television.AskAsync(), await television.AskAsync());
        var entry = (await browser.OpenAsync(Devices.Verify)).At(Devices.Verify);
        var question = (await browser.EnterAsync(asked.Text("user_code"))).At(Devices.Verify);
        return
        [
            new("a device asks", () => television.AskAsync(), answer => answer.ShouldSucceed()),
            new("a device fetches what it may have", () => television.PollAsync(allowed), answer => answer.ShouldSucceed()),
            new("a code is in the address", () => browser.SendAsync(HttpMethod.Get, At($"{Devices.Verify}?user_code={waiting.Text("user_code")}"), null), LeadsOn) { IsPage = true, OnlyReads = true },
            new("a code is typed", Submit(browser, entry, "user_code", ("user_code", waiting.Text("user_code"))), LeadsOn) { IsPage = true, OnlyReads = true },
            new("a wrong code is typed", Submit(browser, entry, "user_code", ("user_code", "BCDF-GHJK")), answer => answer.Status.ShouldBe(400)) { IsPage = true },
            new("a device is allowed", Submit(browser, question, "decision", ("decision", "allow")), answer => answer.Location!.Query.ShouldBe("?done=allowed"))
            {
                IsPage = true,
                ShouldBeDoneAsync = async () => (await television.PollAsync(asked)).ShouldSucceed(),
            },
        ];
    }

    private async Task<IReadOnlyList<PersonalRequest>> AddressesAsync(RunningServer server)
    {
        var (arriving, moving) = (NewBrowser(server), NewBrowser(server));
        var (newcomer, moved) = (Registering.Newcomer().UserName, Registering.Newcomer().UserName);
        await moving.SignInAsync(People.Grace);
        var form = (await arriving.OpenAsync(Registering.Path)).At(Registering.Path);
        var move = (await moving.OpenAsync(Moving.Path)).At(Moving.Path);
        return
        [
            new(
                "somebody registers",
                Submit(arriving, form, "Repeated", ("Email", newcomer), ("Name", "Nora"), ("Password", Registering.Password), ("Repeated", Registering.Password)),
                answer => answer.ShouldSucceed().Body.ShouldContain("Check your mail"))
            {
                IsPage = true,
                ShouldBeDoneAsync = () => ShouldBeMailedOnceAsync(newcomer),
            },
            new("an address changes", Submit(moving, move, "Email", ("Email", moved)), answer => answer.ShouldSucceed().Body.ShouldContain(moved))
            {
                IsPage = true,
                ShouldBeDoneAsync = () => ShouldBeMailedOnceAsync(moved),
            },
        ];

        async Task ShouldBeMailedOnceAsync(string address) =>
            (await server.Database.CountAsync($"SELECT count(*) FROM mails WHERE recipient = '{address}'")).ShouldBe(1, address);
    }

    private async Task<IReadOnlyList<PersonalRequest>> FactorsAsync(RunningServer server)
    {
        var (heidis, olgas) = (await server.EquipAsync(People.Heidi), await server.EquipAsync(People.Olga));
        var mobile = server.As(Registrations.Mobile);
        var (challenge, spare) = ((await mobile.PasswordAsync(People.Olga)).Text("mfa_token"), (await mobile.PasswordAsync(People.Olga)).Text("mfa_token"));
        var (app, paper) = (NewBrowser(server), NewBrowser(server));
        var (appPage, paperPage) = (await app.GivePasswordAsync(People.Heidi), await paper.GivePasswordAsync(People.Heidi));
        // Of the step to come, which is good for the longest.
        var (heidisCode, olgasCode) = (heidis.Code(1), olgas.Code(1));
        return
        [
            new("a code of an app signs in", Submit(app, appPage, "Code", ("Code", heidisCode)), LeadsOn) { IsPage = true, ShouldBeDoneAsync = () => app.ShouldBeInAsync(People.Heidi) },
            new("a recovery code signs in", Submit(paper, paperPage, "Code", ("Code", heidis.RecoveryCodes[0])), LeadsOn)
            {
                IsPage = true,
                ShouldBeDoneAsync = () => paper.ShouldBeInAsync(People.Heidi),
            },
            new("a challenge is met by a code", () => mobile.OtpAsync(challenge, olgasCode), answer => answer.ShouldSucceed()),
            new("another by a recovery code", () => mobile.RecoverAsync(spare, olgas.RecoveryCodes[0]), answer => answer.ShouldSucceed()),
        ];
    }

    private Browser NewBrowser(RunningServer server)
    {
        _browsers.Add(server.NewBrowser());
        return _browsers[^1];
    }

    /// <summary>The page's form as it would be sent, not followed.</summary>
    private static Func<Task<Answer>> Submit(Browser browser, Page page, string holding, params (string Name, string Value)[] values)
    {
        var form = page.Form(holding)!;
        List<(string, string)> fields = [.. Page.Fields(form).Where(field => values.All(value => value.Name != field.Name)), .. values];
        var action = page.Resolve(form.GetAttribute("action"));
        return async () =>
        {
            using var content = Wire.Form(fields);
            return await browser.SendAsync(HttpMethod.Post, action, content);
        };
    }

    private static Uri At(string path) => new(path, UriKind.Relative);

    private static void LeadsOn(Answer answer) => answer.Status.ShouldBe(303, answer.ToString());
}

/// <summary>A request that meets a fault and is sent again.</summary>
/// <param name="Name">What happens.</param>
/// <param name="SendAsync">Sends it.</param>
/// <param name="ShouldWork">What it brings where the database is there.</param>
internal sealed record PersonalRequest(string Name, Func<Task<Answer>> SendAsync, Action<Answer> ShouldWork)
{
    /// <summary>A person reads the answer.</summary>
    public bool IsPage { get; init; }

    /// <summary>A database that only cannot write does not matter to it.</summary>
    public bool OnlyReads { get; init; }

    /// <summary>That it was done, and once.</summary>
    public Func<Task> ShouldBeDoneAsync { get; init; } = () => Task.CompletedTask;

    /// <summary>The answer while the database is away.</summary>
    public void ShouldBeTransientFault(Answer answer)
    {
        if (!IsPage)
        {
            answer.ShouldBeTransientFault();
            return;
        }

        answer.Status.ShouldBe(503, $"{Name}: {answer}");
        answer.Header("Retry-After").ShouldNotBeNull(Name);
        answer.MediaType.ShouldBe("text/html", Name);
        answer.Body.ShouldContain("<h1>Busy at the moment</h1>", customMessage: Name);
        answer.Headers("Set-Cookie").ShouldNotContain(cookie => cookie.StartsWith("cosmo-session=", StringComparison.Ordinal), Name);
    }
}
