using System.CommandLine;
using Cosmo.Identity.SecurityEvents.Reading;
using Cosmo.Identity.Server.Configuration;

namespace Cosmo.Identity.Server.Commands;

/// <summary><c>events</c>: streams the audit trail, and verifies it.</summary>
internal static class EventsCommand
{
    public static Command Create(ProgramSettings program) =>
        new("events", "The audit trail: security events, chained so that a change by other hands shows.") { CreateExport(program), CreateVerify(program) };

    private static Command CreateExport(ProgramSettings program)
    {
        var from = new Option<string?>("--from") { Description = "Not before this instant: 2026-11-26, or 2026-11-26T14:00:00Z.", HelpName = "INSTANT" };
        var to = new Option<string?>("--to") { Description = "Before this instant.", HelpName = "INSTANT" };
        var types = new Option<string[]>("--type") { Description = "Only events of this type, such as authentication.signed_in; may be given several times.", HelpName = "TYPE" };
        var severities = new Option<string[]>("--severity") { Description = "Only events of this severity (info, notice, warning, critical); may be given several times.", HelpName = "SEVERITY" };
        var command = new Command("export", "Writes events to standard output, oldest first, one JSON object a line.") { from, to, types, severities };
        command.SetAction((parsed, cancellationToken) => EventsCare.ExportAsync(
            program,
            new SecurityEventFilter
            {
                From = EventArguments.Instant("--from", parsed.GetValue(from)),
                To = EventArguments.Instant("--to", parsed.GetValue(to)),
                Types = [.. (parsed.GetValue(types) ?? []).Select(EventArguments.Type)],
                Severities = [.. (parsed.GetValue(severities) ?? []).Select(EventArguments.Severity)],
            },
            cancellationToken));
        return command;
    }

    private static Command CreateVerify(ProgramSettings program)
    {
        var command = new Command("verify", "Verifies every event and the chains over them, and names the first broken link. Exit code 1 if there is one.");
        command.SetAction((_, cancellationToken) => EventsCare.VerifyAsync(program, cancellationToken));
        return command;
    }
}
