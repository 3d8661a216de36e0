using Cosmo.Identity.Accounts.Care;
using Cosmo.Identity.Server.Configuration;

namespace Cosmo.Identity.Server.Commands;

/// <summary>What the commands do about second factors: takes one away whose owner has lost it and all recovery codes (ASVS 6.4.4).</summary>
internal static class FactorCare
{
    /// <summary><c>users remove-factor</c>: who asks for it must have been recognised by other means; the password stays as it is.</summary>
    public static async Task<int> RemoveAsync(ProgramSettings program, string userName, CancellationToken cancellationToken)
    {
        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: false, cancellationToken);
        var user = await services.RequireUserAsync(userName, cancellationToken);
        Console.WriteLine(await services.Accounts.RemoveFactorAsync(CareOrder.OfCommand("command:users remove-factor"), user.Id, cancellationToken) is CareResult.Done
            ? $"The second factor of {user.UserName} was removed, with its recovery codes and remembered devices."
            : $"User {user.UserName} has no second factor.");
        return Exit.Done;
    }
}
