using System.CommandLine;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Server.Configuration;

namespace Cosmo.Identity.Server.Commands;

/// <summary><c>apply FILE</c>: declares scopes, clients and users.</summary>
internal static class ApplyCommand
{
    public static Command Create(ProgramSettings program)
    {
        var file = new Argument<string>("FILE") { Description = "The provisioning file, JSON." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Prints the difference and changes nothing." };
        var command = new Command(
            "apply",
            "Declares scopes, clients and users from a provisioning file. Applying it again changes nothing. It sets initial passwords only: the password of a user who has one stays.")
        {
            file,
            dryRun,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(program, parsed.GetValue(file)!, parsed.GetValue(dryRun), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ProgramSettings program, string path, bool dryRun, CancellationToken cancellationToken)
    {
        var file = await ProvisioningSource.ReadAsync(path, cancellationToken);
        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: !dryRun, cancellationToken);
        using var acting = Acting.As("command:apply");
        var applied = ProvisioningSource.Require(path, await services.Applier.ApplyAsync(file, Path.GetFileName(path), dryRun, cancellationToken));
        foreach (var change in applied.Changes)
        {
            Console.WriteLine(change);
        }

        Console.WriteLine((applied.Changes.Count, dryRun) switch
        {
            (0, _) => "Nothing to change.",
            (1, true) => "1 change to make; nothing was changed.",
            (var count, true) => $"{count} changes to make; nothing was changed.",
            (1, false) => "1 change made.",
            (var count, false) => $"{count} changes made.",
        });
        if (applied.PasswordsKept > 0)
        {
            Console.WriteLine($"Passwords of existing users stay as they are ({applied.PasswordsKept}): a file sets the initial one only. To set one: cosmo-identity users set-password NAME");
        }

        return Exit.Done;
    }
}
