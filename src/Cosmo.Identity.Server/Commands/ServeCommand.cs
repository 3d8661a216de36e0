using System.CommandLine;
using Cosmo.Identity.Clients.Provisioning;
using Cosmo.Identity.Server.Configuration;

namespace Cosmo.Identity.Server.Commands;

/// <summary><c>serve</c>: runs the server until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create(ProgramSettings program)
    {
        var command = new Command("serve", "Runs the server. This is what happens when no command is named.");
        command.SetAction((_, cancellationToken) => RunAsync(program, cancellationToken));
        return command;
    }

    public static async Task<int> RunAsync(ProgramSettings program, CancellationToken cancellationToken)
    {
        if (RuntimeVersion.Fault() is { } fault)
        {
            throw new RefusedException(fault);
        }

        await using var app = Build(program);
        await Preparation.RunAsync(app.Services, program, cancellationToken);
        app.UseCosmoIdentity();
        await app.StartAsync(cancellationToken);
        Console.WriteLine($"Cosmo Identity is ready: {program.Settings.Issuer}");
        await app.WaitForShutdownAsync(cancellationToken);
        return Exit.Done;
    }

    private static WebApplication Build(ProgramSettings program)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            EnvironmentName = program.EnvironmentName,
            // Relative paths in settings, those of Kestrel's certificates too, start at the current directory.
            ContentRootPath = Directory.GetCurrentDirectory(),
        });
        ((IConfigurationBuilder)builder.Configuration).Sources.Clear();
        builder.Configuration.AddConfiguration(program.Configuration);
        // The slim builder leaves it out: Kestrel:Certificates and Kestrel:Endpoints with https.
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddCosmoIdentity(builder.Configuration, builder.Environment, program.Settings.Issuer);
        builder.Services.AddSingleton<ProvisioningApplier>();
        return builder.Build();
    }
}
