using System.CommandLine;
using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin;
using Cosmo.Identity.Health;
using Cosmo.Identity.Provisioning;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Server.Configuration;
using Cosmo.Identity.Server.Doctor;
using Cosmo.Identity.Server.Observability;
using Cosmo.Identity.Settings;

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

    public static Task<int> RunAsync(ProgramSettings program, CancellationToken cancellationToken) =>
        RunAsync(program, replace: null, issuer => Console.WriteLine($"Cosmo Identity is ready: {issuer}"), cancellationToken);

    /// <summary>Runs the server until the token, or whatever else its lifetime listens to, says to stop.</summary>
    /// <param name="program">The configuration.</param>
    /// <param name="replace">Puts other services in the place of those that belong to a process: signals and the console.</param>
    /// <param name="onReady">Hears the issuer once requests are answered.</param>
    /// <param name="cancellationToken">Ends the server in order.</param>
    public static async Task<int> RunAsync(ProgramSettings program, Action<IServiceCollection>? replace, Action<string> onReady, CancellationToken cancellationToken)
    {
        if (RuntimeVersion.Fault() is { } fault)
        {
            throw new RefusedException(fault);
        }

        var isRunning = false;
        // Until the server runs, what goes wrong is said once, on standard error, not by the host as well.
        await using var app = Build(program, level => isRunning && level >= LogLevel.Warning, replace);
        await Preparation.RunAsync(app.Services, program, cancellationToken);
        app.UseCosmoIdentity(() => app.UseMetricsEndpoint());
        app.UseAdmin();
        await StartAsync(app, program.Settings.Issuer, cancellationToken);
        isRunning = true;
        onReady(program.Settings.Issuer);
        await app.WaitForShutdownAsync(cancellationToken);
        await app.Services.GetRequiredService<ServerEvents>().StoppedAsync();
        return Exit.Done;
    }

    private static async Task StartAsync(WebApplication app, string issuer, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
            await app.Services.GetRequiredService<ServerEvents>().StartedAsync(issuer, cancellationToken);
        }
        catch
        {
            // What had begun before the failure ends in order.
            await app.StopAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>The whole server, not started: also for commands that need all of its services.</summary>
    public static WebApplication Build(ProgramSettings program, Func<LogLevel, bool> hostMayLog, Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // Not the entry assembly's: pages are found by it, whatever program this runs in.
            ApplicationName = typeof(ServeCommand).Assembly.GetName().Name,
            EnvironmentName = program.EnvironmentName,
            // Relative paths in settings, those of Kestrel's certificates too, start at the current directory.
            ContentRootPath = Directory.GetCurrentDirectory(),
            // The host's own sources go at once, but a watcher for their files would stay, and wake at every write to a database below.
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        ((IConfigurationBuilder)builder.Configuration).Sources.Clear();
        builder.Configuration.AddConfiguration(program.Configuration);
        builder.Configuration.AddInMemoryCollection(AdminListener.AddTo(builder.Configuration, program.Settings.Admin));
        // The slim builder leaves it out: Kestrel:Certificates and Kestrel:Endpoints with https.
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // An authorization request travels through login and consent in the address.
            kestrel.Limits.MaxRequestLineSize = 32 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
        });
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", hostMayLog);
        builder.Services.AddCosmoIdentity(builder.Configuration, builder.Environment, program.Settings.Issuer);
        builder.Services.AddAdmin();
        builder.Services.AddSingleton<IAdminOptionsSource>(new AdminOptionsSource(program));
        builder.Services.AddSingleton(new SettingsInForce(program.Settings, program.Configuration));
        builder.Services.AddSingleton<IPosture>(provider => new Posture(program, provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<ProvisioningApplier>();
        builder.Logging.AddLogFormat(builder.Configuration, program.IsDevelopment);
        builder.Services.AddSingleton(new MetricsAccess(program.Settings.Metrics));
        builder.Services.AddObservability(builder.Configuration);
        replace?.Invoke(builder.Services);
        return builder.Build();
    }
}
