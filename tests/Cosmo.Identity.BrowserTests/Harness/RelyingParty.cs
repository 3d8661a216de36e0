using System.Net;
using System.Text.Json;
using Cosmo.Identity.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.BrowserTests.Harness;

/// <summary>
/// A web server of another site: <c>localhost</c> where the provider is <c>127.0.0.1</c>. It shows what a browser brings to any of
/// its addresses, frames what it is told to frame, and is as careless as the worst of them.
/// </summary>
internal sealed class RelyingParty : IAsyncDisposable
{
    /// <summary>Shows whatever it is given, script and all.</summary>
    public const string CarelessPath = "/careless";

    /// <summary>The same, but with a policy that forbids inline scripts.</summary>
    public const string CarefulPath = "/careful";

    /// <summary>Puts the address in the parameter <c>of</c> into a frame.</summary>
    public const string FramePath = "/frame";

    /// <summary>Where what arrived is shown, as JSON.</summary>
    public const string Received = "#received";

    private readonly WebApplication _app;

    private RelyingParty(WebApplication app, int port)
    {
        _app = app;
        Origin = $"http://localhost:{port}";
        Neighbour = $"http://127.0.0.1:{port}";
    }

    /// <summary>Another site than the provider's.</summary>
    public string Origin { get; }

    /// <summary>The same server as another origin of the provider's own site, to which SameSite cookies do go.</summary>
    public string Neighbour { get; }

    /// <summary>Starts it on a free port.</summary>
    public static async Task<RelyingParty> StartAsync()
    {
        var port = Place.FreePort();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://localhost:{port}");
        var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        return new RelyingParty(app, port);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        context.Response.ContentType = "text/html; charset=utf-8";
        if (request.Path == CarefulPath)
        {
            context.Response.Headers.ContentSecurityPolicy = "script-src 'none'";
        }

        await context.Response.WriteAsync("<!DOCTYPE html><html lang=en><title>Client</title><link rel=icon href=data:,>" + (request.Path.Value switch
        {
            CarelessPath or CarefulPath => request.Query["html"].ToString(),
            FramePath => $"<iframe src=\"{WebUtility.HtmlEncode(request.Query["of"])}\"></iframe>",
            _ => $"<h1>Client</h1><pre id=received>{WebUtility.HtmlEncode(JsonSerializer.Serialize(await ReadAsync(request)))}</pre>",
        }));
    }

    private static async Task<Arrival> ReadAsync(HttpRequest request)
    {
        var parameters = request.HasFormContentType ? (await request.ReadFormAsync()).AsEnumerable() : request.Query;
        return new Arrival(
            request.Method,
            [.. parameters.SelectMany(parameter => parameter.Value.Select(value => new ArrivedParameter(parameter.Key, value ?? "")))],
            request.Headers.Referer.ToString());
    }
}

/// <summary>What a browser brought to the relying party.</summary>
internal sealed record Arrival(string Method, IReadOnlyList<ArrivedParameter> Parameters, string Referrer);

/// <summary>One parameter of it.</summary>
internal sealed record ArrivedParameter(string Name, string Value);
