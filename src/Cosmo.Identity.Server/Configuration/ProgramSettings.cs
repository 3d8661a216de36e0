using Cosmo.Identity.Settings;

namespace Cosmo.Identity.Server.Configuration;

/// <summary>
/// The configuration of this run, read once when it is first asked for: the files beside the program, those of the current
/// directory over them, then the environment, then the command line.
/// </summary>
internal sealed class ProgramSettings(string[] arguments)
{
    /// <summary>What an operator turns on, and who develops against this server wants to try.</summary>
    private static readonly KeyValuePair<string, string?>[] OnInDevelopment = [new("ApiKeys:Enabled", "true")];

    private readonly Lazy<IConfigurationRoot> configuration = new(() => Build(arguments));
    private readonly Lazy<CosmoSettings> settings = new(() => CosmoSettings.Read(Build(arguments), IsNamedDevelopment(arguments)));

    public string EnvironmentName { get; } = NameOfEnvironment(arguments);

    public bool IsDevelopment => IsNamedDevelopment(arguments);

    /// <exception cref="SettingsException">A settings file is malformed.</exception>
    public IConfigurationRoot Configuration => configuration.Value;

    /// <exception cref="SettingsException">With every failure.</exception>
    public CosmoSettings Settings => settings.Value;

    /// <summary>The configuration as it would be were this the start.</summary>
    /// <exception cref="SettingsException">A settings file is malformed.</exception>
    public IConfigurationRoot ReadConfiguration() => Build(arguments);

    private static IConfigurationRoot Build(string[] arguments)
    {
        var environment = NameOfEnvironment(arguments);
        var builder = new ConfigurationBuilder().AddInMemoryCollection(
            [new("Urls", IssuerSetting.DefaultUrls), .. IsNamedDevelopment(arguments) ? OnInDevelopment : []]);
        var directories = new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() }.Select(Path.TrimEndingDirectorySeparator).Distinct(StringComparer.Ordinal);
        foreach (var directory in directories)
        {
            builder.AddJsonFile(Path.Combine(directory, "appsettings.json"), optional: true);
            builder.AddJsonFile(Path.Combine(directory, $"appsettings.{environment}.json"), optional: true);
        }

        try
        {
            return builder
                .AddEnvironmentVariables("DOTNET_")
                .AddEnvironmentVariables("ASPNETCORE_")
                .AddEnvironmentVariables()
                .AddCommandLine(arguments)
                .Build();
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException)
        {
            throw new SettingsException([$"{exception.Message} {exception.GetBaseException().Message}"]);
        }
    }

    private static bool IsNamedDevelopment(string[] arguments) =>
        string.Equals(NameOfEnvironment(arguments), Environments.Development, StringComparison.OrdinalIgnoreCase);

    private static string NameOfEnvironment(string[] arguments)
    {
        var given = new ConfigurationBuilder().AddCommandLine(arguments).Build()["Environment"]
            ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
            ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT");
        return string.IsNullOrWhiteSpace(given) ? Environments.Production : given;
    }
}
