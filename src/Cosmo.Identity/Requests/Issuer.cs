namespace Cosmo.Identity.Requests;

/// <summary>This provider's identifier, without a trailing slash: the one source of every absolute URL.</summary>
internal sealed class Issuer(string value)
{
    /// <summary>The identifier as it stands in tokens and metadata.</summary>
    public string Value { get; } = value.TrimEnd('/');

    /// <summary>The identifier as a URI.</summary>
    public Uri Uri { get; } = new(value.TrimEnd('/'), UriKind.Absolute);

    /// <summary>Whether cookies can be for secure connections only. Development on http cannot.</summary>
    public bool IsSecure => string.Equals(Uri.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal);

    /// <summary>The absolute URL of a path of this provider.</summary>
    public string Url(string path) => Value + path;
}
