using System.Net;
using System.Text.Json.Nodes;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>A client's own web server, which publishes its keys (<c>jwks_uri</c>) and counts who asks.</summary>
public sealed class KeyPublisher : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;
    private int _requests;

    /// <summary>Publishes from now on.</summary>
    public KeyPublisher(JwtSigner key)
    {
        Key = key;
        Address = $"http://127.0.0.1:{Place.FreePort()}/keys";
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Where the keys are.</summary>
    public string Address { get; }

    /// <summary>The key that is published; may be replaced.</summary>
    public JwtSigner Key { get; set; }

    /// <summary>How often somebody asked.</summary>
    public int Requests => Volatile.Read(ref _requests);

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                Interlocked.Increment(ref _requests);
                context.Response.ContentType = "application/json";
                await using var output = context.Response.OutputStream;
                await output.WriteAsync(System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["keys"] = new JsonArray(Key.PublicKey) }.ToJsonString()));
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _listener.Close();
        _serving.GetAwaiter().GetResult();
    }
}
