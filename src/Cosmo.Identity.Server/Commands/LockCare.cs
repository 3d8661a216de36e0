using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Server.Configuration;
using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.Server.Commands;

/// <summary>What the commands do about locks that failed sign-ins have set: shows them, and takes them away with an event of it.</summary>
internal static class LockCare
{
    /// <summary>Forgets the failures of an account, wherever it was tried and on whichever device.</summary>
    public static Task UnlockAsync(CommandServices services, Guid user, string actor, CancellationToken cancellationToken) => services.Events.ExecuteAsync(
        [CounterStatements.ForgetAccount(user), CounterStatements.ForgetDevices(user), CounterStatements.Forget(Counter.OfFactor(user))],
        [new SecurityEvent { Type = SecurityEventType.AccountUnlocked, SubjectId = user, Actor = actor }],
        cancellationToken);

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

    /// <summary>Until when accounts are locked, of those that are.</summary>
    public static async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> ReadAsync(CommandServices services, LockoutOptions options, CancellationToken cancellationToken)
    {
        var now = services.Clock.GetUtcNow();
        await using var context = services.Database.CreateContext();
        var locked = await context.Set<SignInCounter>().AsNoTracking()
            .Where(counter => counter.Key.StartsWith(Counter.Accounts) && counter.Failures >= options.FailureLimit && counter.ExpiresAt > now)
            .ToListAsync(cancellationToken);
        return locked.ToDictionary(counter => Guid.Parse(counter.Key.AsSpan(Counter.Accounts.Length)), counter => counter.ExpiresAt);
    }
}
