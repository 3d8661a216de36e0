using System.Text;

namespace Cosmo.Identity.Server.Commands;

/// <summary>Reads a new password from standard input or from the terminal, never from the arguments, which every process can see.</summary>
internal static class PasswordInput
{
    private const int LongestLine = 8192;

    /// <exception cref="RefusedException">There is none, or it is no text.</exception>
    public static string Read(bool fromStandardInput)
    {
        var password = fromStandardInput || Console.IsInputRedirected ? ReadLine() : Prompt();
        return password.Length > 0 ? password : throw new RefusedException("No password was given: type it, or give it on standard input.");
    }

    /// <summary>Everything up to the end or to one line break at the end: a password is taken exactly as it is given.</summary>
    private static string ReadLine()
    {
        try
        {
            using var reader = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            var buffer = new char[LongestLine];
            var text = new string(buffer, 0, reader.ReadBlock(buffer));
            var line = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
            return line.Contains('\n') ? throw new RefusedException("Standard input has more than one line; the password must be the only one.") : line;
        }
        catch (DecoderFallbackException)
        {
            throw new RefusedException("The password is not valid UTF-8.");
        }
    }

    private static string Prompt()
    {
        var password = ReadHidden("New password: ");
        return password == ReadHidden("Once more: ") ? password : throw new RefusedException("The two are not the same; nothing was changed.");
    }

    private static string ReadHidden(string question)
    {
        Console.Error.Write(question);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (key.KeyChar >= ' ')
            {
                typed.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
