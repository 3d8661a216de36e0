using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Cosmo.Identity.Settings;

/// <summary>Reads <c>Urls</c> and <c>Issuer</c>, and derives the issuer from the first of <c>Urls</c> in Development.</summary>
internal static class IssuerSetting
{
    public const string DefaultUrls = "http://localhost:5080";

    private const string Key = "Issuer";
    private const string UrlsKey = "Urls";

    /// <summary>Without a trailing slash; empty where a failure was noted.</summary>
    public static string Read(SettingsReader reader, IConfiguration configuration, bool isDevelopment)
    {
        var urls = ReadUrls(reader, configuration);
        if (configuration[Key] is { Length: > 0 } issuer)
        {
            if (FaultOf(issuer, isDevelopment) is { } fault)
            {
                reader.Fail(Key, fault);
            }

            return issuer.TrimEnd('/');
        }

        if (!isDevelopment)
        {
            reader.Fail(Key, null, "is missing: the https address under which browsers and clients reach this server, such as https://id.example.com");
            return "";
        }

        if (urls.Count == 0)
        {
            return "";
        }

        if (urls[0].IsUnixPipe || urls[0].IsNamedPipe || urls[0].Port == 0)
        {
            reader.Fail(Key, null, $"is missing: it cannot be told from {UrlsKey} = '{configuration[UrlsKey]}'");
            return "";
        }

        return FromUrl(urls[0]);
    }

    private static List<BindingAddress> ReadUrls(SettingsReader reader, IConfiguration configuration)
    {
        var addresses = new List<BindingAddress>();
        foreach (var url in (configuration[UrlsKey] is { Length: > 0 } given ? given : DefaultUrls).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            try
            {
                var address = BindingAddress.Parse(url);
                if (address.Scheme.ToLowerInvariant() is not ("http" or "https"))
                {
                    reader.Fail(UrlsKey, "must begin with http:// or https://");
                }
                else if (address.PathBase.Length > 0)
                {
                    reader.Fail(UrlsKey, "must not have a path; a path belongs into Issuer");
                }
                else
                {
                    addresses.Add(address);
                }
            }
            catch (Exception exception) when (exception is FormatException or ArgumentException)
            {
                reader.Fail(UrlsKey, $"'{url}' is no address to listen on, such as {DefaultUrls}");
            }
        }

        return addresses;
    }

    private static string FromUrl(BindingAddress url)
    {
        var host = url.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : url.Host;
        return new Uri($"{url.Scheme}://{host}:{url.Port}").GetLeftPart(UriPartial.Authority);
    }

    private static string? FaultOf(string issuer, bool isDevelopment)
    {
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.Host.Length == 0)
        {
            return "must be an absolute https address, such as https://id.example.com";
        }

        if (uri.Scheme != "https" && !isDevelopment)
        {
            return "must be https outside Development: OpenID Connect Discovery §3";
        }

        if (issuer.Contains('?') || issuer.Contains('#'))
        {
            return "must not have a query or fragment (RFC 8414 §2)";
        }

        if (uri.UserInfo.Length > 0)
        {
            return "must not have a user name";
        }

        // Clients compare it character by character with what they read here, and libraries write it in the normal form.
        var normal = uri.AbsoluteUri.TrimEnd('/');
        return normal == issuer.TrimEnd('/') ? null : $"is to be written as {normal}";
    }
}
