using System.Text.Json.Nodes;
using Cosmo.Identity.Accounts;
using Cosmo.Identity.Accounts.Care;
using Cosmo.Identity.Data;
using Cosmo.Identity.Passwords.Rules;
using Cosmo.Identity.Provisioning;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Server.Configuration;
using Cosmo.Identity.Sessions;
using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.Server.Commands;

/// <summary>Who <c>users add</c> makes.</summary>
internal sealed record NewUser(string UserName, string? Email, string? Name, IReadOnlyList<string> Roles);

/// <summary>What the <c>users</c> commands do, each in one transaction.</summary>
internal static class UserCare
{
    public static async Task<int> AddAsync(ProgramSettings program, NewUser user, bool passwordFromStandardInput, CancellationToken cancellationToken)
    {
        using var acting = Acting.As("command:users add");
        Refuse("The user name", UserReader.UserNameFault(user.UserName));
        Refuse("The e-mail address", user.Email is null ? null : UserReader.EmailFault(user.Email));
        Refuse("The name", user.Name is null ? null : ClientParser.LabelFault(user.Name));
        Refuse("The role", user.Roles.Select(UserReader.RoleFault).FirstOrDefault(fault => fault is not null));

        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: true, cancellationToken);
        await using (var context = services.Database.CreateContext())
        {
            if (await FindAsync(context, user.UserName, cancellationToken) is { } existing)
            {
                throw new RefusedException($"There is a user {existing.UserName} already.");
            }
        }

        var words = new PasswordContext(user.UserName, user.Email, user.Name);
        var password = await NewPassword.ReadAsync(services, passwordFromStandardInput, words, cancellationToken);
        var declared = new UserDeclaration
        {
            UserName = user.UserName.Trim(),
            Password = password,
            IsPasswordJudged = true,
            Email = user.Email,
            EmailVerified = user.Email is null ? null : true,
            Roles = [.. user.Roles.Distinct(StringComparer.Ordinal)],
            Profile = user.Name is null ? [] : new JsonObject { ["name"] = user.Name },
        };
        switch (await services.Applier.ApplyAsync(new ProvisioningFile([], [], [declared]), name: null, dryRun: false, cancellationToken))
        {
            case ProvisioningResult.Refused refused:
                throw new RefusedException(string.Join(Environment.NewLine, refused.Errors));
            // Another process made the same user in between.
            case ProvisioningResult.Applied { PasswordsKept: > 0 }:
                throw new RefusedException($"There is a user {user.UserName} already.");
            default:
                Console.WriteLine($"User {declared.UserName} was made.");
                NewPassword.Tell(services, password, words);
                return Exit.Done;
        }
    }

    public static async Task<int> SetPasswordAsync(ProgramSettings program, string userName, bool fromStandardInput, CancellationToken cancellationToken)
    {
        using var acting = Acting.As("command:users set-password");
        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: false, cancellationToken);
        PasswordContext words;
        await using (var context = services.Database.CreateContext())
        {
            words = PersonWords.Of(await RequireAsync(context, userName, cancellationToken));
        }

        var password = await NewPassword.ReadAsync(services, fromStandardInput, words, cancellationToken);
        var hash = await services.Passwords.HashAsync(password, cancellationToken);
        Guid id = default;
        var ended = await services.Database.WriteAsync(
            async context =>
            {
                var user = await RequireAsync(context, userName, cancellationToken);
                id = user.Id;
                user.PasswordHash = hash;
                Forget(user);
                Renew(user);
                return await EndSessionsAsync(context, user, EndReasons.Revoked, services.Clock, cancellationToken);
            },
            cancellationToken);
        // Failures with the old password say nothing about the new one.
        await services.Accounts.ForgetFailuresAsync(CareOrder.OfCommand("command:users set-password"), id);
        Console.WriteLine($"The password of {userName} was set; sessions ended: {ended}.");
        NewPassword.Tell(services, password, words);
        return Exit.Done;
    }

    public static async Task<int> LockAsync(ProgramSettings program, string userName, CancellationToken cancellationToken)
    {
        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: false, cancellationToken);
        var user = await services.RequireUserAsync(userName, cancellationToken);
        var result = await services.Accounts.LockAsync(CareOrder.OfCommand("command:users lock"), user.Id, cancellationToken);
        Console.WriteLine($"User {userName} is locked; sessions ended: {(result as CareResult.Done)?.SessionsEnded ?? 0}.");
        return Exit.Done;
    }

    public static async Task<int> UnlockAsync(ProgramSettings program, string userName, CancellationToken cancellationToken)
    {
        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: false, cancellationToken);
        var user = await services.RequireUserAsync(userName, cancellationToken);
        await services.Accounts.UnlockAsync(CareOrder.OfCommand("command:users unlock"), user.Id, cancellationToken);
        Console.WriteLine($"User {userName} is unlocked.");
        return Exit.Done;
    }

    public static async Task<int> ListAsync(ProgramSettings program, CancellationToken cancellationToken)
    {
        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: false, cancellationToken);
        var accounts = new List<AccountSummary>();
        for (AccountPage? page = null; page is not { Next: null }; accounts.AddRange(page.Accounts))
        {
            page = await services.AccountSearch.ReadAsync(new AccountFilter(), page?.Next, AccountSearch.LargestPage, cancellationToken);
        }

        Table.Write(
            ["USERNAME", "E-MAIL", "ROLES", "STATE", "CREATED", "SUBJECT"],
            accounts.Select(account => (IReadOnlyList<string>)
            [
                account.UserName,
                account.Email ?? "",
                string.Join(',', account.Roles),
                account.State switch { AccountState.Disabled => "locked", AccountState.Locked => $"locked until {account.LockedUntil:u}", _ => "open" },
                $"{account.CreatedAt:u}",
                account.Id.ToString(),
            ]));
        return Exit.Done;
    }

    private static async Task<int> EndSessionsAsync(CosmoDbContext context, User user, string reason, TimeProvider clock, CancellationToken cancellationToken)
    {
        await context.SaveChangesAsync(cancellationToken);
        return await SessionEnding.EndAllAsync(context, user.Id, reason, clock.GetUtcNow(), cancellationToken);
    }

    private static async Task<User> RequireAsync(CosmoDbContext context, string userName, CancellationToken cancellationToken) =>
        await FindAsync(context, userName, cancellationToken) ?? throw new RefusedException($"There is no user {ObjectReader.Quote(userName)}.");

    private static async Task<User?> FindAsync(CosmoDbContext context, string userName, CancellationToken cancellationToken)
    {
        var name = UserNames.Canonical(userName);
        return name is null ? null : await context.Set<User>().SingleOrDefaultAsync(user => user.NormalizedUserName == name, cancellationToken);
    }

    /// <summary>Whatever another program that knows ASP.NET Core Identity's tables has counted; our own counters are <see cref="AccountCare"/>'s.</summary>
    private static void Forget(User user)
    {
        user.AccessFailedCount = 0;
        user.LockoutEnd = null;
    }

    /// <summary>Whatever was issued under the old stamp is refused.</summary>
    private static void Renew(User user)
    {
        user.SecurityStamp = SecurityStamps.New();
        user.ConcurrencyStamp = Guid.CreateVersion7().ToString();
    }

    private static void Refuse(string subject, string? fault)
    {
        if (fault is not null)
        {
            throw new RefusedException($"{subject} {fault}.");
        }
    }
}
