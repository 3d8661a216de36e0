using StackExchange.Redis;

namespace Cosmo.Identity.RateLimits;

/// <summary>A Redis server as settings name it, and how long a request may wait for it.</summary>
internal static class RedisAddress
{
    /// <summary>Null where the text names no server.</summary>
    public static ConfigurationOptions? TryParse(string text)
    {
        try
        {
            var options = text.Contains("://", StringComparison.Ordinal) ? FromUri(text) : ConfigurationOptions.Parse(text);
            return options is { EndPoints.Count: > 0 } ? options : null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>The same server, which no request waits for longer than <paramref name="timeout"/>.</summary>
    public static ConfigurationOptions Within(this ConfigurationOptions options, TimeSpan timeout)
    {
        options.AbortOnConnectFail = false;
        options.AsyncTimeout = (int)timeout.TotalMilliseconds;
        options.SyncTimeout = (int)timeout.TotalMilliseconds;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ClientName = "cosmo-identity";
        return options;
    }

    private static ConfigurationOptions? FromUri(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss") || uri.Host.Length == 0)
        {
            return null;
        }

        var options = new ConfigurationOptions { Ssl = uri.Scheme == "rediss" };
        options.EndPoints.Add(uri.Host, uri.Port > 0 ? uri.Port : 6379);
        if (uri.UserInfo.Length > 0)
        {
            var colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
            options.User = colon > 0 ? Uri.UnescapeDataString(uri.UserInfo[..colon]) : null;
            options.Password = Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..]);
        }

        if (uri.AbsolutePath.Length > 1)
        {
            options.DefaultDatabase = int.Parse(uri.AbsolutePath[1..], System.Globalization.CultureInfo.InvariantCulture);
        }

        return options;
    }
}
