using Cosmo.Identity.Accounts.Administrators;

namespace Cosmo.Identity.Server.Configuration;

/// <summary>Makes Kestrel listen at <c>Admin:Urls</c> as well, whichever way its other addresses are given.</summary>
internal static class AdminListener
{
    private const string Endpoints = "Kestrel:Endpoints";

    /// <summary>The settings that do it. Kestrel ignores <c>Urls</c> where endpoints are named.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> AddTo(IConfiguration configuration, AdminOptions options)
    {
        if (options.Addresses.Count == 0)
        {
            return [];
        }

        return configuration.GetSection(Endpoints).GetChildren().Any()
            ? options.Addresses.Select((address, i) => KeyValuePair.Create($"{Endpoints}:Admin{i}:Url", (string?)address))
            : [new("Urls", string.Join(';', [configuration["Urls"], .. options.Addresses]))];
    }
}
