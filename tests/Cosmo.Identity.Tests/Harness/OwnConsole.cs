using System.Text;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>
/// The console of a command that runs inside the tests' process: what it prints, and what anything it started prints, is kept for it
/// alone, beside others that run at the same time. Whatever else prints reaches the real console.
/// </summary>
internal sealed class OwnConsole
{
    private static readonly AsyncLocal<OwnConsole?> Mine = new();

    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    static OwnConsole()
    {
        Console.SetOut(new Divider(Console.Out, console => console._output));
        Console.SetError(new Divider(Console.Error, console => console._errors));
    }

    /// <summary>Runs something that returns an exit code.</summary>
    public static Task<CommandResult> RunAsync(Func<Task<int>> run) => Task.Run(async () =>
    {
        var console = new OwnConsole();
        Mine.Value = console;
        var code = await run();
        return new CommandResult(code, console._output.ToString(), console._errors.ToString());
    });

    /// <summary>One of the two streams; the console lets one writer in at a time.</summary>
    private sealed class Divider(TextWriter real, Func<OwnConsole, TextWriter> streamOf) : TextWriter
    {
        public override Encoding Encoding => real.Encoding;

        private TextWriter Stream => Mine.Value is { } console ? streamOf(console) : real;

        public override void Write(char value) => Stream.Write(value);

        public override void Write(char[] buffer, int index, int count) => Stream.Write(buffer, index, count);

        public override void Write(ReadOnlySpan<char> buffer) => Stream.Write(buffer);

        public override void Write(string? value) => Stream.Write(value);

        public override void Flush() => Stream.Flush();
    }
}
