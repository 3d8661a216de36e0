using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Cosmo.Identity.Server.Observability;

/// <summary>
/// The log for machines: one JSON object per line, time in UTC, with the correlation id that the security events of the same
/// request carry. Whatever a stranger sent is inside a string, escaped; the secret of a mailed link is not in it, should requests be logged.
/// </summary>
internal sealed partial class JsonLogFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    /// <summary>As the setting <c>Logging:Console:FormatterName</c>.</summary>
    public const string FormatterName = "cosmo-json";

    private const string OriginalFormat = "{OriginalFormat}";
    private const int LongestText = 8_000;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Default, SkipValidation = true };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (message is null && logEntry.Exception is null)
        {
            return;
        }

        var line = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(line, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
            json.WriteString("level", NameOf(logEntry.LogLevel));
            json.WriteString("category", logEntry.Category);
            json.WriteString("message", Cut(message ?? ""));
            WriteCorrelation(json, scopeProvider);
            WriteFields(json, logEntry.State);
            if (logEntry.Exception is { } exception)
            {
                json.WriteString("exception", Cut(exception.ToString()));
            }

            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(line.WrittenSpan));
    }

    // ASP.NET Core's scope of a request names it RequestId: HttpContext.TraceIdentifier.
    private static void WriteCorrelation(Utf8JsonWriter json, IExternalScopeProvider? scopes) => scopes?.ForEachScope(
        static (scope, writer) =>
        {
            if (scope is not IReadOnlyList<KeyValuePair<string, object?>> values)
            {
                return;
            }

            foreach (var (name, value) in values)
            {
                if (name is "RequestId" && value is not null)
                {
                    writer.WriteString("correlationId", Cut(value.ToString()!));
                }
            }
        },
        json);

    private static void WriteFields<TState>(Utf8JsonWriter json, TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values || values.All(value => value.Key == OriginalFormat))
        {
            return;
        }

        json.WriteStartObject("fields");
        foreach (var (name, value) in values)
        {
            switch (value)
            {
                case var _ when name == OriginalFormat:
                    break;
                case null:
                    json.WriteNull(name);
                    break;
                case bool flag:
                    json.WriteBoolean(name, flag);
                    break;
                case int number:
                    json.WriteNumber(name, number);
                    break;
                case long number:
                    json.WriteNumber(name, number);
                    break;
                default:
                    json.WriteString(name, Cut(value.ToString() ?? ""));
                    break;
            }
        }

        json.WriteEndObject();
    }

    private static string Cut(string text)
    {
        var safe = MayHoldSecrets(text) ? WithoutSecrets(text) : text;
        return safe.Length <= LongestText ? safe : safe[..LongestText] + "…";
    }

    private static bool MayHoldSecrets(string text) =>
        text.Contains("token=", StringComparison.OrdinalIgnoreCase) || text.Contains("token%3D", StringComparison.OrdinalIgnoreCase) || text.Contains("invitation=", StringComparison.OrdinalIgnoreCase);

    private static string WithoutSecrets(string text)
    {
        try
        {
            return Secret().Replace(text, "…");
        }
        catch (RegexMatchTimeoutException)
        {
            // A machine that stands still lets the time run out, too. Nothing is told then, and no request fails for its log line.
            return "…";
        }
    }

    // Encoded, where the page that a link opens asks to sign in first.
    [GeneratedRegex(@"(?<=[?&](token|invitation)=|%3Ftoken%3D)[^&\s""]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Secret();

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
