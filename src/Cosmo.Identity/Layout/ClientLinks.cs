namespace Cosmo.Identity.Layout;

/// <summary>Where a client says what it does with a person's data, and on which terms; only web addresses become links.</summary>
internal sealed record ClientLinks
{
    public ClientLinks(string? clientName, string? policyUri, string? tosUri)
    {
        ClientName = clientName;
        PolicyUri = WebAddress(policyUri);
        TosUri = WebAddress(tosUri);
    }

    /// <summary>Null where it is not known.</summary>
    public string? ClientName { get; }

    public string? PolicyUri { get; }

    public string? TosUri { get; }

    // A client's metadata is the client's word: a javascript: or data: address must never become a link of ours.
    private static string? WebAddress(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            ? uri.AbsoluteUri
            : null;
}
