using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Cosmo.Identity.Settings;

/// <summary>
/// Fills options classes from the configuration and notes every value that does not fit, by key and value. The framework's
/// binder stops at the first one, takes "30" for thirty days and lets lists that are none pass.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private const string DurationForm = "a duration is written d.hh:mm:ss, such as 00:30:00 or 7.00:00:00";

    private readonly List<string> failures = [];

    public IReadOnlyList<string> Failures => failures;

    /// <summary>An options class with the values of its section, checked by its attributes and by <see cref="IValidatableObject"/>.</summary>
    public T Read<T>(string section) where T : class, new()
    {
        var options = new T();
        var before = failures.Count;
        foreach (var property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            if (TryReadProperty(options, property, configuration.GetSection($"{section}:{property.Name}")))
            {
                ValidateProperty(options, property, section);
            }
        }

        // What values demand of each other can be asked only when each of them stands.
        if (failures.Count == before && options is IValidatableObject whole)
        {
            FailAll(options, section, whole.Validate(new ValidationContext(options)));
        }

        return options;
    }

    public void Fail(string key, string reason) => Fail(key, configuration[key], reason);

    public void Fail(string key, string? value, string reason) =>
        failures.Add(value is null ? $"{key}: {reason}" : $"{key} = {(MaskedValue.IsSecret(key) ? "***" : MaskedValue.Of(value))}: {reason}");

    private bool TryReadProperty(object options, PropertyInfo property, IConfigurationSection section)
    {
        if (property.PropertyType == typeof(IList<string>))
        {
            return TryReadList(options, property, section);
        }

        if (property.GetValue(options) is ISettingValue own)
        {
            var before = failures.Count;
            own.Read(section, Fail);
            return failures.Count == before;
        }

        if (section.Value is not { } text)
        {
            return true;
        }

        var (value, fault) = Parse(text, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
        if (fault is not null)
        {
            Fail(section.Path, text, fault);
            return false;
        }

        property.SetValue(options, value);
        return true;
    }

    private bool TryReadList(object options, PropertyInfo property, IConfigurationSection section)
    {
        if (section.Value is { Length: > 0 } text)
        {
            Fail(section.Path, text, $"is a list: give {section.Path}:0, {section.Path}:1 and so on");
            return false;
        }

        var items = section.GetChildren().Select(child => child.Value ?? "").ToList();
        if (items.Count > 0)
        {
            property.SetValue(options, items);
        }

        return true;
    }

    private void ValidateProperty(object options, PropertyInfo property, string section)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateProperty(property.GetValue(options), new ValidationContext(options) { MemberName = property.Name }, results);
        FailAll(options, section, results);
    }

    private void FailAll(object options, string section, IEnumerable<ValidationResult> results)
    {
        foreach (var result in results)
        {
            var member = result.MemberNames.FirstOrDefault() ?? "";
            // A list names its item, as in TrustedNetworks:1.
            var key = member.Length == 0 ? section : $"{section}:{member}";
            Fail(key, configuration[key] ?? DefaultOf(options, member), result.ErrorMessage ?? "is not valid");
        }
    }

    private static string? DefaultOf(object options, string member) =>
        options.GetType().GetProperty(member)?.GetValue(options) is { } value and not System.Collections.IEnumerable ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

    /// <summary>The duration that the text says, or why it says none.</summary>
    public static (TimeSpan Value, string? Fault) ParseDuration(string text) =>
        // Without a colon it would be a number of days.
        text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) ? (duration, null) : (default, DurationForm);

    private static (object? Value, string? Fault) Parse(string text, Type type)
    {
        if (type == typeof(string))
        {
            return text.Any(char.IsControl) ? (null, "must not have control characters") : (text, null);
        }

        if (type == typeof(TimeSpan))
        {
            return ParseDuration(text);
        }

        if (type == typeof(bool))
        {
            return bool.TryParse(text, out var flag) ? (flag, null) : (null, "must be true or false");
        }

        if (type == typeof(int))
        {
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? (number, null) : (null, "must be a whole number");
        }

        // By name only: a number would pass for any value.
        return type.IsEnum && Enum.GetNames(type).FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known
            ? (Enum.Parse(type, known), null)
            : (null, type.IsEnum ? $"must be one of {string.Join(", ", Enum.GetNames(type))}" : $"cannot be read as {type.Name}");
    }
}
