using Cosmo.Identity.Accounts;
using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Server.Configuration;

namespace Cosmo.Identity.Server.Commands;

/// <summary>What the commands do about second factors: takes one away whose owner has lost it and all recovery codes (ASVS 6.4.4).</summary>
internal static class FactorCare
{
    /// <summary><c>users remove-factor</c>: who asks for it must have been recognised by other means; the password stays as it is.</summary>
    public static async Task<int> RemoveAsync(ProgramSettings program, string userName, CancellationToken cancellationToken)
    {
        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: false, cancellationToken);
        var user = UserNames.Canonical(userName) is { } name
            ? await services.Database.ReadFirstAsync(UserRecord.ByName(name), UserRecord.Read, cancellationToken)
            : null;
        if (user is null)
        {
            throw new RefusedException($"There is no user {Provisioning.ObjectReader.Quote(userName)}.");
        }

        if (await services.Database.ReadFirstAsync(FactorRecord.Of(user.Id), FactorRecord.Read, cancellationToken) is null)
        {
            Console.WriteLine($"User {user.UserName} has no second factor.");
            return Exit.Done;
        }

        await services.Events.ExecuteAsync(
            [FactorStatements.Remove(user.Id), FactorStatements.RemoveCodes(user.Id), CounterStatements.Forget(Counter.OfFactor(user.Id))],
            [new SecurityEvent { Type = SecurityEventType.FactorRemoved, SubjectId = user.Id, Actor = "command:users remove-factor", Details = EventDetails.Of(("factor", "totp")) }],
            cancellationToken);
        Console.WriteLine($"The second factor of {user.UserName} was removed, with its recovery codes and remembered devices.");
        return Exit.Done;
    }
}
