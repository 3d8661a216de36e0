using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.RateLimits;

/// <summary>Registers the limits and where they are counted.</summary>
internal static class RateLimitsModule
{
    /// <param name="services">The services of the host.</param>
    /// <param name="options">What is allowed.</param>
    /// <param name="redis">Where nodes share their counters, if they do.</param>
    /// <param name="onPostgreSql">Whether the database lets nodes share them without Redis.</param>
    /// <param name="secret">Makes the secret under which keys are hashed; the same on every node.</param>
    public static IServiceCollection AddRateLimits(
        this IServiceCollection services, RateLimitsOptions options, RedisOptions redis, bool onPostgreSql, Func<IServiceProvider, byte[]> secret)
    {
        services.AddSingleton(options);
        services.AddSingleton(options.ExemptNetworks);
        services.AddSingleton<RateLimitPolicies>();
        services.AddSingleton(provider => new RateLimitKey(secret(provider)));
        services.AddSingleton(provider => new MemoryCounters(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RateLimiter>();
        services.AddSingleton<RequestLimits>();
        if (redis.ConnectionString is { Length: > 0 } text)
        {
            services.AddSingleton(_ => new RedisCounters(RedisAddress.TryParse(text)!.Within(options.SharedTimeout)));
            services.AddSingleton<ISharedCounters>(provider => provider.GetRequiredService<RedisCounters>());
            services.AddHostedService(provider => provider.GetRequiredService<RedisCounters>());
        }
        else if (onPostgreSql && options.Enabled)
        {
            services.AddSingleton(provider => ActivatorUtilities.CreateInstance<PostgreSqlCounters>(provider, options.SharedTimeout));
            services.AddSingleton<ISharedCounters>(provider => provider.GetRequiredService<PostgreSqlCounters>());
            services.AddHostedService(provider => provider.GetRequiredService<PostgreSqlCounters>());
        }

        return services;
    }
}
