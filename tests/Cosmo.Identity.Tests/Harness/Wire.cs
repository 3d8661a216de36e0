using Xunit;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>Plain HTTP to one server: no cookies, no redirects followed, every answer read whole.</summary>
public sealed class Wire : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>Speaks to the server at this address.</summary>
    public Wire(Uri baseAddress)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            // A restart on the same port must not meet the dead connections of the process before.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),
        };
        _http = new HttpClient(handler) { BaseAddress = baseAddress, Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>Sends a request as it is.</summary>
    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer(request.Method, request.RequestUri!, response, body);
    }

    /// <summary>GET, with headers if any.</summary>
    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>POST of a form, whose fields may repeat, with headers if any.</summary>
    public Task<Answer> PostAsync(string path, IEnumerable<(string Name, string Value)> fields, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, Form(fields), headers);

    /// <summary>Any method and content.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(_http.BaseAddress!, path)) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await SendAsync(request);
    }

    /// <summary>A form body.</summary>
    public static FormUrlEncodedContent Form(IEnumerable<(string Name, string Value)> fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    /// <summary>A query string, <c>?</c> included.</summary>
    public static string Query(IEnumerable<(string Name, string Value)> fields) =>
        "?" + string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(field.Value)}"));

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();
}
