using System.Text;
using Cosmo.Identity.Accounts.Administrators;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cosmo.Identity.Admin.Live;

/// <summary>One message of a stream of server-sent events.</summary>
/// <param name="Event">Its kind, a word of ours.</param>
/// <param name="Data">What it says; lines are kept.</param>
/// <param name="Id">Where the browser goes on after a lost connection; null where this message moves nothing.</param>
internal sealed record LiveMessage(string Event, string Data, string? Id = null);

/// <summary>
/// A stream of server-sent events to one page. It asks twice a second for what is new, and as often whether whoever watches may still do so:
/// a role taken away, an ended session or an address that is no longer allowed closes it within a second, and the page with it.
/// </summary>
internal static class LiveStream
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    /// <summary>Proxies close what is silent for long.</summary>
    private const int TicksBetweenComments = 30;

    /// <param name="context">The request.</param>
    /// <param name="read">What is new since the last call; may wait for nothing.</param>
    public static async Task RunAsync(HttpContext context, Func<CancellationToken, Task<IReadOnlyList<LiveMessage>>> read)
    {
        var services = context.RequestServices;
        var (door, networks, clock) = (services.GetRequiredService<IAdminDoor>(), services.GetRequiredService<AdminNetworks>(), services.GetRequiredService<TimeProvider>());
        var administrator = Administrator.Of(context);
        // A server that stops waits for no page.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        var aborted = ending.Token;
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        // A proxy that gathers would make a live page a late one.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await WriteAsync(context, "retry: 1000\n\n");
            using var timer = new PeriodicTimer(Tick, clock);
            for (var silent = 0; ; silent++)
            {
                if (!networks.Allows(context) || !await door.IsStillOpenAsync(context, administrator, aborted))
                {
                    await WriteAsync(context, Format(new LiveMessage("closed", "")));
                    return;
                }

                var messages = await read(aborted);
                if (messages.Count > 0)
                {
                    await WriteAsync(context, string.Concat(messages.Select(Format)));
                    silent = 0;
                }
                else if (silent >= TicksBetweenComments)
                {
                    await WriteAsync(context, ":\n\n");
                    silent = 0;
                }

                await timer.WaitForNextTickAsync(aborted);
            }
        }
        catch (Exception exception) when (aborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            // The page was closed, or the server stops.
        }
    }

    private static string Format(LiveMessage message)
    {
        var text = new StringBuilder();
        if (message.Id is not null)
        {
            text.Append("id: ").Append(message.Id).Append('\n');
        }

        text.Append("event: ").Append(message.Event).Append('\n');
        foreach (var line in message.Data.Split('\n'))
        {
            text.Append("data: ").Append(line.TrimEnd('\r')).Append('\n');
        }

        return text.Append('\n').ToString();
    }

    private static async Task WriteAsync(HttpContext context, string text)
    {
        await context.Response.WriteAsync(text, Encoding.UTF8, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
