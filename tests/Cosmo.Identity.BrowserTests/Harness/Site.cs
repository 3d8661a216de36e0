using System.Text.Json.Nodes;
using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.Tests.Harness;
using Xunit;

[assembly: AssemblyFixture(typeof(Site))]

namespace Cosmo.Identity.BrowserTests.Harness;

/// <summary>One real server, one client of it on another site and one Chromium, shared by all tests; each visit has a profile of its own.</summary>
public sealed class Site : IAsyncLifetime
{
    private const string Scopes = "openid profile email phone address roles offline_access orders.read orders.write stock.read";

    private readonly IReadOnlyList<Person> _forgetful = [.. Enumerable.Range(0, 18).Select(number => new Person($"forgetful-{number}", $"Forgotten-Number-{number}-password")
    {
        Profile = new JsonObject { ["email"] = $"forgetful-{number}@example.test", ["name"] = "Somebody Forgetful" },
    })];

    private readonly Lazy<Task<Authenticator>> _app;
    private readonly Lazy<Task<IReadOnlyList<string>>> _keys;
    private int _nextRecoveryCode = -1;
    private readonly IReadOnlyList<Person> _watchful = [.. Enumerable.Range(0, 8).Select(number => new Person($"watchful-{number}", $"Watched-Number-{number}-over")
    {
        Profile = new JsonObject { ["email"] = $"watchful-{number}@example.test", ["name"] = "Somebody Watchful" },
    })];

    private int _nextForgetful = -1;
    private int _nextWatchful = -1;
    private Chromium? _chromium;
    private RelyingParty? _relyingParty;
    private ServerProcess? _server;

    /// <summary>Nothing has started yet.</summary>
    public Site()
    {
        _app = new Lazy<Task<Authenticator>>(() => Server.EquipAsync(Iris));
        _keys = new Lazy<Task<IReadOnlyList<string>>>(() => OpenConsoleAsync(Server, Keeper));
    }

    /// <summary>The provider.</summary>
    public ServerProcess Server => _server!;

    /// <summary>A client that asks for consent, and says what it does with data.</summary>
    public Registration Shop { get; private set; } = null!;

    /// <summary>A client that asks for none.</summary>
    public Registration Kiosk { get; private set; } = null!;

    /// <summary>A client whose name fills the page.</summary>
    public Registration Longwinded { get; private set; } = null!;

    /// <summary>Allows a client for the first time.</summary>
    public Person Nell { get; } = new("nell", "First-Number-1872-consent") { Profile = new JsonObject { ["name"] = "Nell" } };

    /// <summary>Somebody whom no other test knows, to forget and change their password: a newer link would end the other test's.</summary>
    public Person NextForgetful() => _forgetful[Interlocked.Increment(ref _nextForgetful)];

    /// <summary>Somebody whom no other test knows, to whom a stranger happens.</summary>
    public Person NextWatchful() => _watchful[Interlocked.Increment(ref _nextWatchful)];

    /// <summary>Looks after her account; much has happened to it.</summary>
    public Person Vera { get; } = new("vera", "Evening-Number-1905-account")
    {
        Profile = new JsonObject { ["name"] = "Vera Figner-Ossowska of the Upper Hills", ["email"] = "vera@example.test", ["email_verified"] = true },
    };

    /// <summary>Changes her password.</summary>
    public Person Tess { get; } = new("tess", "Morning-Number-1891-change");

    /// <summary>Has an authenticator app.</summary>
    public Person Iris { get; } = new("iris", "Rainbow-Number-1610-lens") { Profile = new JsonObject { ["name"] = "Iris", ["email"] = "iris@example.test" } };

    /// <summary>Must have one, and has none.</summary>
    public Person Root { get; } = new("root", "Keeper-Number-1999-keyring") { Profile = new JsonObject { ["roles"] = new JsonArray("admin") } };

    /// <summary>Watches in the console, and acts.</summary>
    public Person Keeper { get; } = new("keeper", "Lighthouse-Number-1811-console") { Profile = new JsonObject { ["roles"] = new JsonArray("admin") } };

    /// <summary>Another one, who is thrown out.</summary>
    public Person Warden { get; } = new("warden", "Gatehouse-Number-1844-console") { Profile = new JsonObject { ["roles"] = new JsonArray("admin") } };

    /// <summary>The cookies of a session of the console, in which a second factor was given a moment ago.</summary>
    public async Task<IReadOnlyList<string>> ConsoleKeysAsync()
    {
        var keys = await _keys.Value;
        await Server.Database.ExecuteAsync(
            $"UPDATE user_sessions SET confirmed_at = '{DateTime.UtcNow:yyyy-MM-dd HH:mm:ss}' WHERE user_id = (SELECT id FROM users WHERE user_name = '{Keeper.UserName}')");
        return keys;
    }

    /// <summary>Signs an administrator in for the first time, who sets an app up on the way; the cookies of the session.</summary>
    public static async Task<IReadOnlyList<string>> OpenConsoleAsync(RunningServer server, Person administrator)
    {
        using var browser = server.NewBrowser();
        var page = await browser.SignInAsync(await browser.OpenAsync("/login"), administrator);
        await Authenticator.FillInAsync(browser, page.At(Authenticator.LoginSetUpPath));
        return [.. browser.Trail.SelectMany(answer => answer.Headers("Set-Cookie"))];
    }

    /// <summary>Makes sure that Iris has her app.</summary>
    public Task EquipIrisAsync() => _app.Value;

    /// <summary>Makes sure that Iris has her app, and takes one of her recovery codes.</summary>
    public async Task<string> NextRecoveryCodeAsync() => (await _app.Value).RecoveryCodes[Interlocked.Increment(ref _nextRecoveryCode)];

    /// <summary>Ends her sessions.</summary>
    public Person Uma { get; } = new("uma", "Twilight-Number-1917-sessions");

    internal RelyingParty RelyingParty => _relyingParty!;

    /// <summary>One person at one browser. Whatever they do, no page may break its own policy, run a stranger's script or load from elsewhere.</summary>
    /// <param name="look">How they see it.</param>
    /// <param name="visit">What they do.</param>
    /// <param name="address">Another provider than the one that is shared.</param>
    internal async Task VisitAsync(Look look, Func<Visitor, Task> visit, Uri? address = null)
    {
        await using var profile = await _chromium!.NewProfileAsync(look);
        var visitor = await Visitor.ArriveAsync(this, profile, address);
        await visit(visitor);
        await visitor.ShouldHaveSeenNothingWrongAsync();
    }

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        var chromium = Chromium.StartAsync();
        _relyingParty = await RelyingParty.StartAsync();
        Shop = Client("shop", "Corner shop", "explicit", ("policy_uri", "https://shop.example.test/privacy"), ("tos_uri", "https://shop.example.test/terms"));
        Kiosk = Client("kiosk", "Kiosk", "implicit");
        Longwinded = Client("longwinded", "A client whose name goes on and on: Donaudampfschifffahrtsgesellschaftskapitänsmützenverwaltungsanwendung", "explicit");
        var provisioning = Registrations.Provisioning();
        foreach (var client in new[] { Shop, Kiosk, Longwinded })
        {
            provisioning["clients"]!.AsArray().Add(client.ToJson());
        }

        foreach (var person in _forgetful.Concat(_watchful).Concat([Nell, Vera, Tess, Uma, Iris, Root, Keeper, Warden]))
        {
            provisioning["users"]!.AsArray().Add(person.ToJson());
        }

        // Many visitors mistype here on purpose, and nobody waits half an hour for the others.
        _server = await ServerProcess.StartAsync(Database.Sqlite, null, provisioning, [("Lockout:FailureLimit", "1000")]);
        _chromium = await chromium;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var part in new IAsyncDisposable?[] { _chromium, _server, _relyingParty })
        {
            await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private Registration Client(string id, string name, string consent, params (string Name, string Value)[] more)
    {
        var metadata = new JsonObject
        {
            ["client_name"] = name,
            ["redirect_uris"] = new JsonArray(RelyingParty.Origin + "/callback"),
            ["post_logout_redirect_uris"] = new JsonArray(RelyingParty.Origin + "/signed-out"),
            ["grant_types"] = new JsonArray("authorization_code", "refresh_token"),
            ["response_types"] = new JsonArray("code"),
            ["scope"] = Scopes,
            ["consent"] = consent,
        };
        foreach (var (member, value) in more)
        {
            metadata[member] = value;
        }

        return new Registration(id) { Authentication = ClientAuthentication.None, Metadata = metadata };
    }
}
