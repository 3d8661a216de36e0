using System.CommandLine;
using Cosmo.Identity.Server.Configuration;
using Cosmo.Identity.Server.Doctor;
using Cosmo.Identity.Settings;

namespace Cosmo.Identity.Server.Commands;

/// <summary><c>doctor</c>: checks settings, database, keys, places, mail, proxies and clients; each finding comes with its remedy.</summary>
internal static class DoctorCommand
{
    public static Command Create(ProgramSettings program)
    {
        var command = new Command("doctor", "Checks settings, database, keys, places, mail, proxies and clients, and says what to do. Exit code 1 if anything is an error.");
        command.SetAction((_, cancellationToken) => RunAsync(program, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ProgramSettings program, CancellationToken cancellationToken)
    {
        var errors = 0;
        await foreach (var finding in ExamineAsync(program, cancellationToken))
        {
            errors += finding is Finding.Error ? 1 : 0;
            Console.WriteLine(finding);
        }

        if (errors == 0)
        {
            return Exit.Done;
        }

        throw new RefusedException(errors == 1 ? "1 error was found." : $"{errors} errors were found.");
    }

    /// <summary>All that is looked at, one after the other.</summary>
    public static async IAsyncEnumerable<Finding> ExamineAsync(
        ProgramSettings program, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return RuntimeVersion.Fault() is { } fault
            ? new Finding.Error("runtime", fault, "Update the ASP.NET Core runtime.")
            : new Finding.Fine("runtime", $"ASP.NET Core {RuntimeVersion.Current}");

        var (settings, failures) = Read(program);
        foreach (var failure in failures)
        {
            yield return new Finding.Error("settings", failure, "Correct the setting; nothing starts before.");
        }

        if (settings is null)
        {
            yield break;
        }

        yield return new Finding.Fine("settings", $"environment {program.EnvironmentName}, issuer {settings.Issuer}");
        await foreach (var finding in SettingsCheck.RunAsync(program, settings, cancellationToken))
        {
            yield return finding;
        }

        yield return await PasswordsCheck.RunAsync(settings, cancellationToken);
        foreach (var finding in KeysCheck.Run(settings.Keys, TimeProvider.System))
        {
            yield return finding;
        }

        yield return PlacesCheck.Run(settings.GeoIp, TimeProvider.System);
        yield return await MailCheck.RunAsync(program, settings.Mail, cancellationToken);
        await foreach (var finding in DatabaseCheck.RunAsync(program, cancellationToken))
        {
            yield return finding;
        }
    }

    private static (CosmoSettings? Settings, IReadOnlyList<string> Failures) Read(ProgramSettings program)
    {
        try
        {
            return (program.Settings, []);
        }
        catch (SettingsException exception)
        {
            return (null, exception.Failures);
        }
    }
}
