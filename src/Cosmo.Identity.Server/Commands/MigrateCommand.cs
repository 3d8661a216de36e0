using System.CommandLine;
using Cosmo.Identity.Keys;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Server.Configuration;

namespace Cosmo.Identity.Server.Commands;

/// <summary><c>migrate</c>: brings the database schema up to date, and says what it did.</summary>
internal static class MigrateCommand
{
    public static Command Create(ProgramSettings program)
    {
        var command = new Command("migrate", "Brings the database schema up to date, and says what it did.");
        command.SetAction((_, cancellationToken) => RunAsync(program, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ProgramSettings program, CancellationToken cancellationToken)
    {
        await using var services = new CommandServices(program);
        var applied = await services.Schema.MigrateAsync(cancellationToken);
        foreach (var step in applied)
        {
            Console.WriteLine($"Applied {step}.");
        }

        if (applied.Count == 0)
        {
            Console.WriteLine("The schema is up to date; nothing to do.");
            return Exit.Done;
        }

        await RecordAsync(program, services, applied, cancellationToken);
        return Exit.Done;
    }

    /// <summary>The schema may be brought up to date by somebody who has no keys, and must have none: then nothing is recorded.</summary>
    private static async Task RecordAsync(ProgramSettings program, CommandServices services, IReadOnlyList<string> applied, CancellationToken cancellationToken)
    {
        try
        {
            KeyRingLoader.Load(program.Settings.Keys, mayCreate: false, services.Clock);
        }
        catch (KeyFileException)
        {
            return;
        }

        await ServerEvents.MigratedAsync(services.Events, applied, "command:migrate", cancellationToken);
    }
}
