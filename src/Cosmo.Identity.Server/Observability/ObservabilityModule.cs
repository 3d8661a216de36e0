using Cosmo.Identity.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Cosmo.Identity.Server.Observability;

/// <summary>
/// OpenTelemetry in the host: measures for Prometheus at <c>/metrics</c>, and with <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> measures and
/// spans to a collector. Without it no span is made.
/// </summary>
internal static class ObservabilityModule
{
    /// <summary>More label combinations than any instrument here has; each costs memory from the start.</summary>
    private const int MostLabels = 256;

    public static IServiceCollection AddObservability(this IServiceCollection services, IConfiguration configuration)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("cosmo-identity", serviceVersion: typeof(CosmoIdentity).Assembly.GetName().Version?.ToString()))
            .WithMetrics(metrics => metrics
                .AddMeter(Measures.Name)
                .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                .AddView(_ => new MetricStreamConfiguration { CardinalityLimit = MostLabels })
                .AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false));
        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
        {
            AddCollector(telemetry);
        }

        return services;
    }

    /// <summary>Before everything else: whoever may not read is answered as any unknown path.</summary>
    public static WebApplication UseMetricsEndpoint(this WebApplication app)
    {
        var access = app.Services.GetRequiredService<MetricsAccess>();
        app.UseOpenTelemetryPrometheusScrapingEndpoint(access.Allows);
        return app;
    }

    // Apart, so that its assemblies are loaded only where they are used.
    private static void AddCollector(OpenTelemetryBuilder telemetry) => telemetry
        .WithMetrics(metrics => metrics.AddOtlpExporter())
        .WithTracing(tracing => tracing
            .AddSource(Measures.Name)
            .AddAspNetCoreInstrumentation(requests => requests.Filter = context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) && !context.Request.Path.StartsWithSegments("/metrics", StringComparison.Ordinal))
            .AddOtlpExporter());
}
