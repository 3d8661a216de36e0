using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.Places;

/// <summary>Registers what tells where addresses are. Nothing is opened before somebody asks.</summary>
internal static class PlacesModule
{
    public static IServiceCollection AddPlaces(this IServiceCollection services, GeoIpOptions options) =>
        services.AddSingleton(provider => new PlaceReader(options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<PlaceReader>>()));
}
