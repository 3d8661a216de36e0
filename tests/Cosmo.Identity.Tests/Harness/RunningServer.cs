using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>The real program on a port and a database of its own, spoken to over HTTP. It can be stopped and started again on the same data.</summary>
public abstract class RunningServer : IAsyncDisposable
{
    private readonly List<(string Key, string Value)> _settings;

    /// <summary>Not started yet.</summary>
    protected RunningServer(string folder, TestDatabase database, IEnumerable<(string Key, string Value)> settings)
    {
        Folder = folder;
        Database = database;
        Address = new Uri($"http://127.0.0.1:{Place.FreePort()}");
        Http = new Wire(Address);
        Issuer = "";
        _settings = [("Urls", Address.GetLeftPart(UriPartial.Authority)), .. database.Settings, .. settings];
    }

    /// <summary>Where its files are.</summary>
    public string Folder { get; }

    /// <summary>Where its data is.</summary>
    public TestDatabase Database { get; }

    /// <summary>The address it listens on.</summary>
    public Uri Address { get; }

    /// <summary>The issuer that it said it is ready with.</summary>
    public string Issuer { get; protected set; }

    /// <summary>Raw HTTP to it.</summary>
    public Wire Http { get; }

    /// <summary>The settings that name its data, as arguments of a command.</summary>
    public string[] DataArguments => Arguments(Database.Settings);

    /// <summary>Plays a client against it.</summary>
    public OidcClient As(Registration registration) => new(this, registration);

    /// <summary>A browser with no cookies yet.</summary>
    public Browser NewBrowser() => new(Address);

    /// <summary>The published keys.</summary>
    public async Task<JsonElement> KeysAsync() => (await Http.GetAsync("/.well-known/jwks")).Json;

    /// <summary>Ends it in order.</summary>
    public abstract Task StopAsync();

    /// <summary>Starts it on the same data, with the same settings and those given on top.</summary>
    public abstract Task StartAgainAsync(params IReadOnlyList<(string Key, string Value)> more);

    /// <summary>Ends it however it ends soonest.</summary>
    protected abstract Task EndAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Http.Dispose();
        await EndAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Its command line.</summary>
    protected string[] ArgumentsWith(IEnumerable<(string Key, string Value)> more) => Arguments(_settings.Concat(more).Where(setting => !IsOfTheSystem(setting)));

    /// <summary>What is no setting of ours but of the system below, such as <c>$SSL_CERT_FILE</c>, without its dollar sign. Only a process of its own can have it.</summary>
    protected IEnumerable<(string Name, string Value)> EnvironmentWith(IEnumerable<(string Key, string Value)> more) =>
        _settings.Concat(more).Where(IsOfTheSystem).Select(setting => (setting.Key[1..], setting.Value));

    // Attack protection has tests of its own; here thousands of requests come from one address on purpose.
    private protected static IEnumerable<(string Key, string Value)> Unlimited =>
        [("RateLimits:Enabled", "false"), ("RateLimits:ExemptNetworks:0", "127.0.0.0/8")];

    /// <summary>The file of clients and people in a server's folder.</summary>
    private protected static string ProvisioningFileIn(string folder) => Path.Combine(folder, "provisioning.json");

    /// <summary>Writes the file of clients and people; returns the settings that come before a test's own.</summary>
    private protected static async Task<IEnumerable<(string Key, string Value)>> ProvisionAsync(string folder, JsonObject provisioning)
    {
        await File.WriteAllTextAsync(
            ProvisioningFileIn(folder), provisioning.ToJsonString(new JsonSerializerOptions { WriteIndented = true }), CancellationToken.None);
        return [("Provisioning:File", ProvisioningFileIn(folder)), .. Unlimited];
    }

    private static bool IsOfTheSystem((string Key, string Value) setting) => setting.Key.StartsWith('$');

    private static string[] Arguments(IEnumerable<(string Key, string Value)> settings) => [.. settings.Select(setting => $"--{setting.Key}={setting.Value}")];
}
