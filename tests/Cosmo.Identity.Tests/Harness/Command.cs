using System.Diagnostics;
using Cosmo.Identity.Server.Commands;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>What a finished program left behind.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Everything it printed.</summary>
    public string Text => Output + Errors;
}

/// <summary>Runs programs to their end.</summary>
public static class Command
{
    /// <summary>
    /// Runs one of <c>cosmo-identity</c>'s commands for the server in a folder, inside this process: to load and compile the program for
    /// each would take longer than most commands. Of a process it has no input and no signals.
    /// </summary>
    public static async Task<CommandResult> CosmoAsync(string folder, string environment, params string[] arguments)
    {
        var keys = arguments.Any(argument => argument.StartsWith("--Keys:Directory=", StringComparison.Ordinal)) ? [] : new[] { $"--Keys:Directory={Path.Combine(folder, "certs")}" };
        var kind = arguments.Any(argument => argument.StartsWith("--Environment=", StringComparison.Ordinal)) ? [] : new[] { $"--Environment={environment}" };
        return await OwnConsole.RunAsync(() => CommandLine.RunAsync([.. arguments, .. kind, .. keys])).WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>The same as a process that stands in the folder, for a test of what only a process has, or of one way through the whole program.</summary>
    public static Task<CommandResult> CosmoProcessAsync(string folder, string environment, params string[] arguments) =>
        RunAsync(folder, Place.Dotnet, [Place.Program, .. arguments], environment);

    /// <summary>Runs any program; what runs longer than a minute is ended and fails the test.</summary>
    public static async Task<CommandResult> RunAsync(string folder, string program, string[] arguments, string environment = "Development")
    {
        return await FinishAsync(Describe(folder, program, arguments, environment));
    }

    /// <summary>Runs what is described to its end, with this on its standard input.</summary>
    public static async Task<CommandResult> FinishAsync(ProcessStartInfo start, string input = "")
    {
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{start.FileName} {string.Join(' ', start.ArgumentList)} did not end: {await output}{await errors}");
        }

        return new CommandResult(process.ExitCode, await output, await errors);
    }

    /// <summary>How a child of the tests is started: pipes instead of a terminal, none of our own environment's ASP.NET settings.</summary>
    public static ProcessStartInfo Describe(string folder, string program, IEnumerable<string> arguments, string environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsAspNetSetting).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        return start;
    }

    /// <summary>Sends a signal to processes that this test started.</summary>
    public static async Task SignalAsync(string signal, params IReadOnlyList<int> processes)
    {
        var result = await RunAsync("/", "/bin/kill", ["-" + signal, .. processes.Select(process => process.ToString())]);
        result.ExitCode.ShouldBe(0, result.Text);
    }

    private static bool IsAspNetSetting(string name) =>
        name.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || name.StartsWith("DOTNET_ENVIRONMENT", StringComparison.Ordinal) || name.Contains("__", StringComparison.Ordinal);
}
