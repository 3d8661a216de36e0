using System.CommandLine;
using Cosmo.Identity.Server.Configuration;

namespace Cosmo.Identity.Server.Commands;

/// <summary><c>users</c>: break-glass account care on the host.</summary>
internal static class UsersCommand
{
    public static Command Create(ProgramSettings program) => new("users", "Account care on the host, also when nobody can sign in.")
    {
        CreateAdd(program),
        CreateInvite(program),
        CreateSetPassword(program),
        CreateLock(program),
        CreateUnlock(program),
        CreateRemoveFactor(program),
        CreateList(program),
    };

    private static Command CreateAdd(ProgramSettings program)
    {
        var name = NameArgument();
        var fromStandardInput = PasswordOption();
        var email = new Option<string?>("--email") { Description = "The e-mail address, taken as verified.", HelpName = "ADDRESS" };
        var fullName = new Option<string?>("--name") { Description = "The full name, as the claim name.", HelpName = "NAME" };
        var roles = new Option<string[]>("--role") { Description = "A role; may be given several times. The role admin opens the admin area.", HelpName = "ROLE" };
        var command = new Command("add", "Makes a user. The password is asked for, or read from standard input.") { name, email, fullName, roles, fromStandardInput };
        command.SetAction((parsed, cancellationToken) => UserCare.AddAsync(
            program,
            new NewUser(parsed.GetValue(name)!, parsed.GetValue(email), parsed.GetValue(fullName), parsed.GetValue(roles) ?? []),
            parsed.GetValue(fromStandardInput),
            cancellationToken));
        return command;
    }

    private static Command CreateInvite(ProgramSettings program)
    {
        var email = new Argument<string>("EMAIL") { Description = "The e-mail address, which becomes the user name." };
        var roles = new Option<string[]>("--role") { Description = "A role; may be given several times. The role admin opens the admin area.", HelpName = "ROLE" };
        var command = new Command("invite", "Invites somebody to make an account. The link is mailed, or printed where no mail server is set up.") { email, roles };
        command.SetAction((parsed, cancellationToken) => InviteCare.InviteAsync(program, parsed.GetValue(email)!, parsed.GetValue(roles) ?? [], cancellationToken));
        return command;
    }

    private static Command CreateSetPassword(ProgramSettings program)
    {
        var name = NameArgument();
        var fromStandardInput = PasswordOption();
        var command = new Command("set-password", "Sets a user's password and ends all their sessions.") { name, fromStandardInput };
        command.SetAction((parsed, cancellationToken) =>
            UserCare.SetPasswordAsync(program, parsed.GetValue(name)!, parsed.GetValue(fromStandardInput), cancellationToken));
        return command;
    }

    private static Command CreateLock(ProgramSettings program)
    {
        var name = NameArgument();
        var command = new Command("lock", "Closes an account and ends all its sessions and tokens, at once.") { name };
        command.SetAction((parsed, cancellationToken) => UserCare.LockAsync(program, parsed.GetValue(name)!, cancellationToken));
        return command;
    }

    private static Command CreateUnlock(ProgramSettings program)
    {
        var name = NameArgument();
        name.Arity = ArgumentArity.ZeroOrOne;
        var address = new Option<string?>("--address") { Description = "An IP address whose failed sign-ins are forgotten, instead of a user's.", HelpName = "ADDRESS" };
        var command = new Command("unlock", "Opens a closed account, and forgets failed sign-ins.") { name, address };
        command.SetAction((parsed, cancellationToken) => (parsed.GetValue(name), parsed.GetValue(address)) switch
        {
            ({ } user, null) => UserCare.UnlockAsync(program, user, cancellationToken),
            (null, { } from) => LockCare.UnlockAddressAsync(program, from, cancellationToken),
            _ => throw new UsageException("Name a user or an address. Try: cosmo-identity users unlock --help"),
        });
        return command;
    }

    private static Command CreateRemoveFactor(ProgramSettings program)
    {
        var name = NameArgument();
        var command = new Command("remove-factor", "Takes a user's second factor away, with its recovery codes: for whoever has lost both.") { name };
        command.SetAction((parsed, cancellationToken) => FactorCare.RemoveAsync(program, parsed.GetValue(name)!, cancellationToken));
        return command;
    }

    private static Command CreateList(ProgramSettings program)
    {
        var command = new Command("list", "Lists all users.");
        command.SetAction((_, cancellationToken) => UserCare.ListAsync(program, cancellationToken));
        return command;
    }

    private static Argument<string> NameArgument() => new("USERNAME") { Description = "The user name." };

    private static Option<bool> PasswordOption() => new("--password-stdin") { Description = "Reads the password from standard input." };
}
