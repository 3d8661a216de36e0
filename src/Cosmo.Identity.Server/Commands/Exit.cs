using System.CommandLine;
using Cosmo.Identity.Data;
using Cosmo.Identity.Keys;
using Cosmo.Identity.Passwords;
using Cosmo.Identity.Settings;

namespace Cosmo.Identity.Server.Commands;

/// <summary>The wrong way to call the program; the message says the right one.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The command cannot be done; the message is for the operator, one line per reason.</summary>
internal sealed class RefusedException(string message) : Exception(message);

/// <summary>How a run ends: 0 done, 1 refused or failed with the reason on standard error, 2 wrong usage.</summary>
internal static class Exit
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>No exception leaves the program as a stack trace.</summary>
    public static async Task<int> WithCodeAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (UsageException exception)
        {
            return Say(WrongUsage, exception.Message);
        }
        catch (OperationCanceledException)
        {
            return Say(Failed, "Stopped before it was done.");
        }
        catch (Exception exception)
        {
            return Say(Failed, ReasonOf(exception));
        }
    }

    /// <summary>Runs what was parsed; what could not be parsed is wrong usage.</summary>
    public static Task<int> InvokeAsync(ParseResult parsed)
    {
        if (parsed.Errors.Count > 0)
        {
            throw new UsageException($"{string.Join(" ", parsed.Errors.Select(error => error.Message))} Try: cosmo-identity {CommandPath(parsed)}--help");
        }

        return parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static string ReasonOf(Exception exception) => exception switch
    {
        RefusedException or SettingsException or SchemaException or KeyFileException => exception.Message,
        HashingBusyException => "Too many passwords are being hashed; try again.",
        _ when DatabaseUnavailableException.IsTransient(exception) => $"The database cannot be used: {Cause(exception)}",
        Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 11 or 26 } => $"The database file is damaged or no database: {OneLine(exception.Message)}. Restore it from a backup.",
        Npgsql.NpgsqlException => $"The database refuses: {OneLine(exception.Message)}",
        IOException or UnauthorizedAccessException => OneLine(Innermost(exception) is System.Net.Sockets.SocketException ? exception.Message : Innermost(exception).Message),
        _ => $"{exception.GetType().Name}: {OneLine(exception.Message)}",
    };

    /// <summary>The last two of the chain: what failed, and why.</summary>
    private static string Cause(Exception exception)
    {
        var messages = new List<string>();
        for (var current = exception; current is not null; current = current.InnerException)
        {
            messages.Add(OneLine(current.Message));
        }

        return string.Join(": ", messages.TakeLast(2).Distinct(StringComparer.Ordinal));
    }

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }

    private static string OneLine(string text) => string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');

    private static int Say(int code, string message)
    {
        Console.Error.WriteLine(message);
        return code;
    }

    private static string CommandPath(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result.Command is not RootCommand; result = (System.CommandLine.Parsing.CommandResult)result.Parent!)
        {
            names.Push(result.Command.Name + ' ');
        }

        return string.Concat(names);
    }
}
