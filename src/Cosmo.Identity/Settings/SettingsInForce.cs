using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Cosmo.Identity.Settings;

/// <summary>A setting as it is in force.</summary>
/// <param name="Key">Such as <c>Lockout:FailureLimit</c>.</param>
/// <param name="Value">As it is written; a secret is masked.</param>
/// <param name="IsGiven">Whether somebody has given it, or it is the default.</param>
/// <param name="Help">What it governs, in English; null where nothing is known.</param>
public sealed record SettingView(string Key, string Value, bool IsGiven, string? Help);

/// <summary>All settings that this server runs with, for administrators to read.</summary>
public sealed class SettingsInForce
{
    private const string Masked = "***";

    private readonly Lazy<SettingHelp> help = new(SettingHelp.Read);
    private readonly CosmoSettings settings;
    private readonly IConfiguration configuration;

    internal SettingsInForce(CosmoSettings settings, IConfiguration configuration) => (this.settings, this.configuration) = (settings, configuration);

    /// <summary>In the order of the sections, each with its keys in order.</summary>
    public IReadOnlyList<SettingView> Read() =>
    [
        new SettingView("Issuer", settings.Issuer, configuration["Issuer"] is not null, null),
        .. typeof(CosmoSettings).GetProperties().OrderBy(section => section.Name, StringComparer.Ordinal).SelectMany(section => ReadSection(section.GetValue(settings)!)),
    ];

    private IEnumerable<SettingView> ReadSection(object options)
    {
        if (options.GetType().GetField("Section", BindingFlags.Public | BindingFlags.Static | BindingFlags.NonPublic)?.GetValue(null) is not string section)
        {
            yield break;
        }

        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            var key = $"{section}:{property.Name}";
            var given = configuration.GetSection(key);
            var isGiven = given.Exists();
            yield return new SettingView(key, MaskedValue.IsSecret(key) ? Masked : Text(property.GetValue(options)), isGiven, help.Value.Of(property));
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "–",
        string text => text.Length == 0 ? "–" : MaskedValue.Of(text).Trim('\''),
        TimeSpan duration => duration.ToString("c", CultureInfo.InvariantCulture),
        IEnumerable<string> list => string.Join(", ", list) is { Length: > 0 } all ? all : "–",
        IEnumerable => "…",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "–",
    };
}
