using Microsoft.Extensions.Logging.Console;

namespace Cosmo.Identity.Server.Observability;

/// <summary>How the log is written: for people in Development, for machines elsewhere, or as <c>Logging:Console:FormatterName</c> says.</summary>
internal static class LogFormat
{
    private const string Setting = "Logging:Console:FormatterName";

    public static void AddLogFormat(this ILoggingBuilder logging, IConfiguration configuration, bool isDevelopment)
    {
        logging.AddConsole();
        logging.AddConsoleFormatter<JsonLogFormatter, ConsoleFormatterOptions>();
        if (configuration[Setting] is not { Length: > 0 })
        {
            logging.Services.Configure<ConsoleLoggerOptions>(console => console.FormatterName = isDevelopment ? ConsoleFormatterNames.Simple : JsonLogFormatter.FormatterName);
        }
    }
}
