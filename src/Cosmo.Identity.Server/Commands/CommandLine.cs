using System.CommandLine;
using Cosmo.Identity.Server.Configuration;

namespace Cosmo.Identity.Server.Commands;

/// <summary>The program, from its arguments to its exit code.</summary>
internal static class CommandLine
{
    public static Task<int> RunAsync(IReadOnlyList<string> args) => Exit.WithCodeAsync(() =>
    {
        var arguments = ProgramArguments.Split(args);
        var settings = new ProgramSettings(arguments.Configuration);
        var root = new RootCommand(
            "Cosmo Identity, an OpenID Connect provider. Settings go on any command as --Section:Key=value, such as --Urls=http://localhost:5080.")
        {
            ServeCommand.Create(settings),
            MigrateCommand.Create(settings),
            ApplyCommand.Create(settings),
            UsersCommand.Create(settings),
            ImportCommand.Create(settings),
            ClientsCommand.Create(settings),
            KeysCommand.Create(settings),
            BlocksCommand.Create(settings),
            JobsCommand.Create(settings),
            EventsCommand.Create(settings),
            DoctorCommand.Create(settings),
        };
        root.SetAction((_, cancellationToken) => ServeCommand.RunAsync(settings, cancellationToken));
        return Exit.InvokeAsync(root.Parse(arguments.Commands));
    });
}
