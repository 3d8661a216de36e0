using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Server.Configuration;

namespace Cosmo.Identity.Server.Commands;

/// <summary>What the commands do about locks that failed sign-ins have set on addresses: takes them away, with an event of it.</summary>
internal static class LockCare
{
    /// <summary><c>users unlock --address</c>: forgets the failures that came from an address.</summary>
    public static async Task<int> UnlockAddressAsync(ProgramSettings program, string text, CancellationToken cancellationToken)
    {
        var address = CanonicalAddress.TryParse(text) ?? throw new RefusedException($"{text} is no IP address.");
        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: false, cancellationToken);
        var limitKey = CanonicalAddress.LimitKey(address);
        var touched = await services.Events.ExecuteAsync(
            [CounterStatements.Forget(Counter.OfAddress(limitKey))],
            [
                new SecurityEvent
                {
                    Type = SecurityEventType.BlockLifted, IpAddress = address.ToString(), Actor = "command:users unlock", Details = """{"block":"failed sign-ins"}""",
                },
            ],
            cancellationToken);
        Console.WriteLine(touched[0] == 0 ? $"No failed sign-ins were counted for {limitKey}." : $"The failed sign-ins from {limitKey} are forgotten.");
        return Exit.Done;
    }
}
