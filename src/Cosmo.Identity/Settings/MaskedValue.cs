using System.Data.Common;
using System.Text.Encodings.Web;

namespace Cosmo.Identity.Settings;

/// <summary>Values of settings as they may be shown: without passwords, on one line.</summary>
internal static class MaskedValue
{
    private const int Longest = 200;

    private static readonly string[] SecretWords = ["password", "secret", "pwd", "apikey", "token"];

    /// <summary>Whether the last name of the key says that its value is a secret.</summary>
    public static bool IsSecret(string key)
    {
        var name = key[(key.LastIndexOf(':') + 1)..];
        return SecretWords.Any(word => name.EndsWith(word, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A connection string loses its password; one that cannot be taken apart is not shown at all.</summary>
    public static string Of(string value) => value.Contains('=') ? ConnectionString(value)
        : value.Contains("://", StringComparison.Ordinal) && value.Contains('@') ? "***"
        : Quoted(value);

    private static string ConnectionString(string value)
    {
        try
        {
            var builder = new DbConnectionStringBuilder { ConnectionString = value };
            // Other products separate by commas: what follows the first one is then no value but the rest of the text.
            if (builder.Values.Cast<object>().Any(part => part.ToString() is { } text && text.Contains('=') && SecretWords.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))))
            {
                return "***";
            }

            foreach (var key in builder.Keys.Cast<string>().Where(key => SecretWords.Any(word => key.Replace(" ", "", StringComparison.Ordinal).EndsWith(word, StringComparison.OrdinalIgnoreCase))).ToList())
            {
                builder[key] = "***";
            }

            return Quoted(builder.ConnectionString);
        }
        catch (ArgumentException)
        {
            return "***";
        }
    }

    private static string Quoted(string value)
    {
        var shown = value.Length > Longest ? value[..Longest] + "…" : value;
        return $"'{(shown.Any(char.IsControl) ? JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(shown) : shown)}'";
    }
}
