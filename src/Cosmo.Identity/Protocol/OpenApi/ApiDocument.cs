using System.Runtime.CompilerServices;
using Cosmo.Identity.Protocol.Discovery;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace Cosmo.Identity.Protocol.OpenApi;

/// <summary>
/// The OpenAPI document of the HTTP API, and the page made of it: written when somebody first asks, then kept. What writes it lives in a
/// container of its own, so that no server pays for it that nobody asks.
/// </summary>
internal sealed class ApiDocument(IServiceProvider services, Issuer issuer)
{
    private const string Name = "v1";

    private readonly SemaphoreSlim writing = new(1, 1);

    private volatile Written? written;

    /// <summary>The document as it goes over the wire.</summary>
    public async ValueTask<StaticAnswer> ReadAsync(CancellationToken cancellationToken) => (await GetAsync(cancellationToken)).Answer;

    /// <summary>What the reference page shows.</summary>
    public async ValueTask<ApiReference> ReadReferenceAsync(CancellationToken cancellationToken) => (await GetAsync(cancellationToken)).Reference;

    private async ValueTask<Written> GetAsync(CancellationToken cancellationToken)
    {
        if (written is { } ready)
        {
            return ready;
        }

        await writing.WaitAsync(cancellationToken);
        try
        {
            return written ??= await WriteAsync();
        }
        finally
        {
            writing.Release();
        }
    }

    // Its types are loaded when it is first called, and not with this class.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<Written> WriteAsync()
    {
        var own = new ServiceCollection();
        own.AddOpenApi(Name, options => ApiDocumentText.Apply(options, issuer));
        // It tells parameters that are services from others by the container that it lives in: ours.
        var explorer = own.Single(service => service.ServiceType == typeof(IApiDescriptionProvider));
        own.Remove(explorer);
        own.AddSingleton(_ => (IApiDescriptionProvider)ActivatorUtilities.CreateInstance(services, explorer.ImplementationType!));
        own.AddSingleton(services.GetRequiredService<IHostEnvironment>());
        own.AddSingleton(services.GetRequiredService<IOptions<JsonOptions>>());
        own.AddLogging();
        await using var provider = own.BuildServiceProvider();
        var document = await provider.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync(CancellationToken.None);
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        return new Written(new StaticAnswer(json.ToArray()), ApiReference.Read(json.ToArray()));
    }

    private sealed record Written(StaticAnswer Answer, ApiReference Reference);
}
