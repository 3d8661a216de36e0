using System.CommandLine;
using Cosmo.Identity.Server.Configuration;

namespace Cosmo.Identity.Server.Commands;

/// <summary><c>blocks</c>: whom the front door refuses.</summary>
internal static class BlocksCommand
{
    public static Command Create(ProgramSettings program) => new("blocks", "Addresses and networks that the front door refuses.")
    {
        CreateList(program),
        CreateAdd(program),
        CreateRemove(program),
    };

    private static Command CreateList(ProgramSettings program)
    {
        var command = new Command("list", "Lists the blocks that stand.");
        command.SetAction((_, cancellationToken) => BlockCare.ListAsync(program, cancellationToken));
        return command;
    }

    private static Command CreateAdd(ProgramSettings program)
    {
        var network = NetworkArgument();
        var duration = new Option<string?>("--for")
        {
            Description = "How long, as d.hh:mm:ss or 30m, 12h, 7d. Without it as long as Threats:BlockDurations says.",
            HelpName = "DURATION",
        };
        var reason = new Option<string?>("--reason") { Description = "Why, for whoever reads the list or the audit trail.", HelpName = "TEXT" };
        var command = new Command("add", "Blocks an address or network. Running servers obey within a second.") { network, duration, reason };
        command.SetAction((parsed, cancellationToken) =>
            BlockCare.AddAsync(program, parsed.GetValue(network)!, parsed.GetValue(duration), parsed.GetValue(reason), cancellationToken));
        return command;
    }

    private static Command CreateRemove(ProgramSettings program)
    {
        var network = NetworkArgument();
        var command = new Command("remove", "Lifts a block. Running servers obey within a second.") { network };
        command.SetAction((parsed, cancellationToken) => BlockCare.RemoveAsync(program, parsed.GetValue(network)!, cancellationToken));
        return command;
    }

    private static Argument<string> NetworkArgument() =>
        new("NETWORK") { Description = "An address, or a network such as 192.0.2.0/24 or 2001:db8::/48. A single IPv6 address stands for its /64." };
}
