using Cosmo.Identity.Clients;
using Cosmo.Identity.Clients.Secrets;
using Cosmo.Identity.Data;
using Cosmo.Identity.Passwords;
using Cosmo.Identity.Passwords.Rules;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.Provisioning;

/// <summary>
/// Makes the database what a provisioning file declares, in one transaction; applying it again changes nothing. It takes nothing
/// away that the file does not name, and never changes a password that is there.
/// </summary>
internal sealed class ProvisioningApplier(Database database, PasswordHashing passwords, PasswordRules rules, ClientSecretHasher secrets, TimeProvider clock)
{
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Finds the difference and, unless it is a dry run, writes it.</summary>
    /// <param name="file">What shall be.</param>
    /// <param name="name">Of the file, for the audit trail; null where there is no file behind it.</param>
    /// <param name="dryRun">Only find the difference.</param>
    /// <param name="cancellationToken">Gives up; nothing was changed.</param>
    /// <exception cref="DatabaseUnavailableException">Nothing was changed.</exception>
    public async Task<ProvisioningResult> ApplyAsync(ProvisioningFile file, string? name, bool dryRun, CancellationToken cancellationToken)
    {
        var hashes = new HashBook(passwords, secrets, pretend: dryRun);
        var judgements = new PasswordJudgements(rules, mayAskService: !dryRun);
        await using (var context = database.CreateContext())
        {
            var difference = await CompareAsync(context, file, hashes, judgements, cancellationToken);
            if (dryRun || difference.Result is not ProvisioningResult.Applied { Changes.Count: > 0 })
            {
                return difference.Result;
            }
        }

        judgements.AskServiceNoMore();
        return await database.WriteAsync(
            async context =>
            {
                context.Database.SetCommandTimeout(CommandTimeout);
                await ProvisioningLock.TakeAsync(database, context, cancellationToken);
                var difference = await CompareAsync(context, file, hashes, judgements, cancellationToken);
                if (difference.Result is ProvisioningResult.Applied applied)
                {
                    await WriteAsync(context, applied, difference.Disabled, name, cancellationToken);
                }

                return difference.Result;
            },
            cancellationToken);
    }

    private async Task<(ProvisioningResult Result, IReadOnlyList<Guid> Disabled)> CompareAsync(
        CosmoDbContext context, ProvisioningFile file, HashBook hashes, PasswordJudgements judgements, CancellationToken cancellationToken)
    {
        var changes = new List<Change>();
        var errors = new List<string>();
        var scopes = await ScopeProvisioning.ApplyAsync(context, file.Scopes, changes, cancellationToken);
        foreach (var client in file.Clients)
        {
            errors.AddRange(ClientRules.ScopeFaults(client, scopes));
        }

        await ClientProvisioning.ApplyAsync(context, file.Clients, hashes, changes, cancellationToken);
        var users = new UserProvisioning(context, hashes, judgements, changes, clock.GetUtcNow());
        await users.ApplyAsync(file.Users, errors, cancellationToken);
        return (errors.Count > 0 ? new ProvisioningResult.Refused(errors) : new ProvisioningResult.Applied(changes, users.PasswordsKept), users.Disabled);
    }

    private async Task WriteAsync(
        CosmoDbContext context, ProvisioningResult.Applied applied, IReadOnlyList<Guid> disabled, string? name, CancellationToken cancellationToken)
    {
        if (name is not null && applied.Changes.Count > 0)
        {
            context.Add(new SecurityEvent
            {
                Type = SecurityEventType.ProvisioningApplied,
                Details = EventDetails.Of(("file", name), ("changes", applied.Changes.Count)),
            });
        }

        await context.SaveChangesAsync(cancellationToken);
        foreach (var user in disabled)
        {
            await SessionEnding.EndAllAsync(context, user, EndReasons.AccountDisabled, clock.GetUtcNow(), cancellationToken);
        }

        if (applied.Changes.Any(change => change.Kind is "client" or "scope"))
        {
            await Database.InvalidateAsync(context, ClientRegistry.CacheName, cancellationToken);
        }
    }
}
