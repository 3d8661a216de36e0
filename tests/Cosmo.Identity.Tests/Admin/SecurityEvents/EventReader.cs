using Shouldly;

namespace Cosmo.Identity.Tests.Admin.SecurityEvents;

/// <summary>Reads a stream of server-sent events as browsers do.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private readonly HttpResponseMessage response;
    private readonly StreamReader lines;

    private EventReader(HttpResponseMessage response, StreamReader lines) => (this.response, this.lines) = (response, lines);

    public static async Task<EventReader> OpenAsync(HttpClient http, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        ((int)answer.StatusCode).ShouldBe(200);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var reader = new EventReader(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
        // The first words say that the stream is there; what happens from now on is in it.
        (await reader.lines.ReadLineAsync()).ShouldBe("retry: 1000");
        return reader;
    }

    /// <summary>The key of the next event whose data hold a word.</summary>
    public async Task<string> UntilAsync(string word)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        string? id = null;
        while (await lines.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = line[4..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal) && line.Contains(word, StringComparison.Ordinal))
            {
                return id!;
            }
        }

        throw new InvalidOperationException("The stream has ended.");
    }

    /// <summary>Whether the server ends the stream, and says so, within a time.</summary>
    public async Task<bool> UntilClosedAsync(TimeSpan patience)
    {
        using var until = new CancellationTokenSource(patience);
        var isTold = false;
        while (await lines.ReadLineAsync(until.Token) is { } line)
        {
            isTold |= line == "event: closed";
        }

        return isTold;
    }

    public ValueTask DisposeAsync()
    {
        lines.Dispose();
        response.Dispose();
        return ValueTask.CompletedTask;
    }
}
