using System.Runtime.CompilerServices;
using Cosmo.Identity.Server.Commands;
using Cosmo.Identity.Server.Configuration;

namespace Cosmo.Identity.Server.Doctor;

/// <summary>Settings that are possible, and yet not what one wants: proxies, the provisioning file.</summary>
internal static class SettingsCheck
{
    public static async IAsyncEnumerable<Finding> RunAsync(ProgramSettings program, CosmoSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (program.IsDevelopment)
        {
            yield return new Finding.Warning("settings", "this is Development, with accounts whose passwords everybody knows", "On any machine that others reach, set ASPNETCORE_ENVIRONMENT=Production.");
        }

        yield return CheckProxies(program, settings);
        if (settings.Provisioning.File is { Length: > 0 } file)
        {
            yield return await CheckProvisioningAsync(file, cancellationToken);
        }
    }

    private static Finding CheckProxies(ProgramSettings program, CosmoSettings settings)
    {
        var networks = settings.ReverseProxy.TrustedNetworks;
        var endsTlsItself = (program.Configuration["Urls"] ?? "").Contains("https://", StringComparison.OrdinalIgnoreCase)
            || program.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
        return networks.Count == 0 && !endsTlsItself && settings.Issuer.StartsWith("https://", StringComparison.Ordinal)
            ? new Finding.Warning("proxies", "the issuer is https, this server listens on http, and no proxy is trusted: every client has the proxy's address", "Name the proxy in ReverseProxy:TrustedNetworks, such as 127.0.0.1/32.")
            : new Finding.Fine("proxies", networks.Count == 0 ? "none is trusted" : $"trusted: {string.Join(", ", networks)}");
    }

    private static async Task<Finding> CheckProvisioningAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var file = await ProvisioningSource.ReadAsync(path, cancellationToken);
            return new Finding.Fine("provisioning", $"{path} declares scopes: {file.Scopes.Count}, clients: {file.Clients.Count}, users: {file.Users.Count}");
        }
        catch (RefusedException exception)
        {
            return new Finding.Error("provisioning", exception.Message, "Correct the file; the server does not start with it.");
        }
    }
}
