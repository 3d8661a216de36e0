using System.CommandLine;
using Cosmo.Identity.Provisioning.Django;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Server.Configuration;

namespace Cosmo.Identity.Server.Commands;

/// <summary><c>import</c>: people of another system, with their password hashes.</summary>
internal static class ImportCommand
{
    public static Command Create(ProgramSettings program)
    {
        var file = new Argument<string>("FILE") { Description = "What `manage.py dumpdata auth.user --format jsonl` printed, or plain objects with the same fields, one a line." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Says what would happen and changes nothing." };
        var django = new Command("django", "Takes over users of Django. They sign in with the passwords that they have, and the first sign-in renews the hash. Who is here already is left alone.")
        {
            file,
            dryRun,
        };
        django.SetAction((parsed, cancellationToken) => RunAsync(program, parsed.GetValue(file)!, parsed.GetValue(dryRun), cancellationToken));
        return new Command("import", "People of another system, with their passwords.") { django };
    }

    private static async Task<int> RunAsync(ProgramSettings program, string path, bool dryRun, CancellationToken cancellationToken)
    {
        await using var file = Open(path);
        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: !dryRun, cancellationToken);
        using var acting = Acting.As("command:import django");
        DjangoImportSummary summary;
        try
        {
            summary = await services.DjangoImport.RunAsync(file, dryRun, (line, reason) => Console.Error.WriteLine($"{path}, line {line}: {reason}."), cancellationToken);
        }
        catch (InvalidDataException exception)
        {
            throw new RefusedException($"{path}: {exception.Message}.");
        }

        Tell(summary, dryRun);
        return summary.Refused == 0
            ? Exit.Done
            : throw new RefusedException($"Lines that were refused: {summary.Refused}. Correct them and run it again: who is here already is left alone.");
    }

    private static void Tell(DjangoImportSummary summary, bool dryRun)
    {
        Console.WriteLine(dryRun
            ? $"{summary.Added} to add, {summary.Here} are here already, {summary.Refused} refused; nothing was changed."
            : $"{summary.Added} added, {summary.Here} were here already, {summary.Refused} refused");
        Note(summary.Privileged, "were staff or superusers of the Django site. Nobody got a role: give the role admin by a provisioning file");
        Note(summary.Disabled, "were not active, and are disabled");
        Note(summary.WithoutPassword, "had no usable password, and have none here");

        void Note(int count, string what)
        {
            if (count > 0)
            {
                Console.WriteLine($"Of those {(dryRun ? "to add" : "added")}, {count} {what}.");
            }
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception exception) when (GivenFile.IsUnreadable(exception))
        {
            throw GivenFile.Refuse(path, exception);
        }
    }
}
